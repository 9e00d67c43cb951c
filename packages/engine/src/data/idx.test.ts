import { describe, expect, it } from 'vitest';
import { parseIdx } from './idx.js';

/** An idx file of unsigned bytes. */
function idx(dimensions: number[], values: number[], type = 8): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * dimensions.length));
  header.setUint32(0, (type << 8) | dimensions.length);
  for (const [axis, size] of dimensions.entries()) header.setUint32(4 + 4 * axis, size);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...values]);
}

describe('parseIdx', () => {
  it('reads the values of a whole file', () => {
    const parsed = parseIdx(idx([2, 2], [1, 2, 3, 4]), [2, 2], 'f');
    expect(parsed).toEqual({ ok: true, value: Uint8Array.from([1, 2, 3, 4]) });
  });

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['a header cut short', idx([2, 2], []).subarray(0, 6)],
    ['values cut short', idx([2, 2], [1, 2, 3])],
    ['more values than it says', idx([2, 2], [1, 2, 3, 4, 5])],
    ['another number of dimensions', idx([4], [1, 2, 3, 4])],
    ['other dimensions', idx([1, 4], [1, 2, 3, 4])],
    ['another type of values', idx([2, 2], [1, 2, 3, 4], 13)],
    ['something else entirely', new TextEncoder().encode('<html>Not Found</html>')],
  ])('refuses %s', (_, bytes) => {
    const parsed = parseIdx(bytes, [2, 2], 'train-images');
    expect(parsed).toMatchObject({ ok: false, error: { code: 'dataset_corrupt', details: { file: 'train-images' } } });
  });
});
