import { nanoid } from 'nanoid';
import { describe, expect, it } from 'vitest';
import { drawOf, drawPart } from './parts.js';

/** The same hash in arithmetic without a word size: FNV-1a of 32 bits, then the finaliser of MurmurHash3. */
const WORD = 0xffffffffn;
const fnv1a = (text: string) =>
  [...Buffer.from(text)].reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & WORD, 0x811c9dc5n);
const fmix = (word: bigint) => {
  let hash = word;
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & WORD;
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & WORD;
  return hash ^ (hash >> 16n);
};
const expected = (text: string) => Number(fmix(fnv1a(text))) / 2 ** 32;

const ids = Array.from({ length: 10_000 }, () => nanoid());

describe('the draw of a text', () => {
  it('is checked against what the authors of both hashes publish', () => {
    expect(['', 'a', 'foobar'].map(fnv1a)).toEqual([0x811c9dc5n, 0xe40c292cn, 0xbf9cf968n]);
    expect([0n, 1n].map(fmix)).toEqual([0n, 0x514e28b7n]);
  });

  it.each([
    ['', 0xab3e7c0b],
    ['a', 0x1a80b1b3],
    ['ann-0000', 0xf1198a27],
    ['V1StGXR8_Z5jdHi6B-myT', 0x8caa8595],
  ])('of "%s" is the same for ever: parts that were drawn must not be drawn otherwise', (text, word) => {
    expect(drawOf(text)).toBe(word / 2 ** 32);
  });

  it('is FNV-1a with the finaliser of MurmurHash3, for any id', () => {
    expect(ids.filter((id) => drawOf(id) !== expected(id))).toEqual([]);
  });

  it('falls evenly, also of ids that differ at their end only', () => {
    const alike = ids.map((_, i) => `author-${i}`);
    for (const list of [ids, alike]) {
      const tenths = Array.from({ length: 10 }, () => 0);
      for (const id of list) tenths[Math.floor(drawOf(id) * 10)]!++;
      // A thousand each; 150 are five standard deviations.
      for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    }
  });
});

describe('the part of an author', () => {
  it('is the holdout for a share of them', () => {
    for (const share of [0.05, 0.2, 0.5]) {
      const heldOut = ids.filter((id) => drawPart(id, false, share) === 'holdout').length;
      const deviation = Math.sqrt(ids.length * share * (1 - share));
      expect(Math.abs(heldOut - ids.length * share)).toBeLessThan(5 * deviation);
    }
  });

  it('is training for the first author of a room, whatever is drawn', () => {
    expect(new Set(ids.map((id) => drawPart(id, true, 1)))).toEqual(new Set(['training']));
  });

  it('is training for all where nothing is held out, the holdout for all others where everything is', () => {
    expect(new Set(ids.map((id) => drawPart(id, false, 0)))).toEqual(new Set(['training']));
    expect(new Set(ids.map((id) => drawPart(id, false, 1)))).toEqual(new Set(['holdout']));
  });

  it('does not leave the holdout when its share grows', () => {
    const heldOut = ids.filter((id) => drawPart(id, false, 0.2) === 'holdout');
    expect(heldOut.filter((id) => drawPart(id, false, 0.3) !== 'holdout')).toEqual([]);
  });
});
