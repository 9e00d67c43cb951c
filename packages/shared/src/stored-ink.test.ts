import { describe, expect, it } from 'vitest';
import { POINT_STRIDE } from './protocol/constants.js';
import type { Ink } from './protocol/ink.js';
import { parseInk, parseThinInk, storedInk } from './stored-ink.js';
import { STROKE_POINTS_READ, thinStroke } from './thin-ink.js';

/** A stroke of so many points that wanders through its cell. */
const wander = (count: number): Ink => ({
  width: 22.7,
  points: Array.from({ length: count }, (_, i) => [(i * 37) % 280, (i * 53) % 280, 0.57, i * 16]).flat(),
});

describe('ink in the store', () => {
  it('comes back to the last digit of its numbers', () => {
    const ink = { width: 22.7, points: [0.1, -279.9, 0.07, 0, 123456.7 % 280, 1e-7, 1, 2 ** 40] };
    expect(parseInk(storedInk(ink))).toStrictEqual(ink);
    expect(parseThinInk(storedInk(ink))).toStrictEqual(ink);
  });

  it('is kept once where models read all its points', () => {
    const ink = wander(STROKE_POINTS_READ);
    expect(storedInk(ink)).toBe(JSON.stringify(ink));
    expect(parseThinInk(storedInk(ink))).toStrictEqual(ink);
  });

  it('has beside it what models read of it, where that is less', () => {
    const ink = wander(STROKE_POINTS_READ + 1);
    const stored = storedInk(ink);
    expect(parseInk(stored)).toStrictEqual(ink);
    expect(parseThinInk(stored)).toStrictEqual(thinStroke(ink));
    expect(parseThinInk(stored).points).toHaveLength(STROKE_POINTS_READ * POINT_STRIDE);
  });

  it('is its points and its width alone: whose it is and where it lies is in its id and in the state', () => {
    const stroke = { id: 'stroke-1', cell: 3, authorId: 'ann-0000', ...wander(2) };
    expect(storedInk(stroke)).toBe(storedInk(wander(2)));
  });

  it('is text of one byte a letter, so that its length is what it takes', () => {
    const stored = storedInk(wander(500));
    expect(Buffer.byteLength(stored)).toBe(stored.length);
  });
});
