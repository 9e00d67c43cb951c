import { describe, expect, it } from 'vitest';
import { readReplayOptions } from './options.ts';

describe('readReplayOptions', () => {
  it('has sensible defaults and takes what is given', () => {
    expect(readReplayOptions(['digits.jsonl'])).toEqual({
      file: 'digits.jsonl',
      url: 'http://localhost:3000',
      room: null,
      heldOut: null,
      limit: Number.POSITIVE_INFINITY,
      speed: 1,
      people: 1,
      framing: null,
      label: false,
      json: false,
    });
    const args =
      'd.jsonl --room http://x/r/abcdefghjk#mnpq2345rstu6789 --held-out 7 --limit 5 --speed 2.5 --people 3 --framing centred --label --json';
    expect(readReplayOptions(args.split(' '))).toMatchObject({
      room: { roomId: 'abcdefghjk', key: 'mnpq2345rstu6789' },
      heldOut: 7,
      limit: 5,
      speed: 2.5,
      people: 3,
      framing: 'centred',
      label: true,
      json: true,
    });
  });

  it.each([
    ['which file', []],
    ['one file at a time', ['a.jsonl', 'b.jsonl']],
    ['--limit', ['a.jsonl', '--limit', '0']],
    ['--held-out', ['a.jsonl', '--held-out', 'many']],
    ['--people', ['a.jsonl', '--people', '1.5']],
    ['--speed', ['a.jsonl', '--speed', 'fast']],
    ['--framing', ['a.jsonl', '--framing', 'upside-down']],
    ['no link', ['a.jsonl', '--room', 'http://x/r/abc']],
    ['no address', ['a.jsonl', '--url', 'localhost']],
    ['--nonsense', ['a.jsonl', '--nonsense']],
  ])('says what is wrong: %s', (words, args) => {
    expect(() => readReplayOptions(args)).toThrow(words);
  });
});
