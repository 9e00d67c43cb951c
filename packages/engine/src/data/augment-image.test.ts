import { renderStrokes } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { AS_SCANNED, augmentImage, SCAN_AUGMENTATION } from './augment-image.js';
import { generateDigitStrokes } from './generated-digits.js';
import { toBytes } from './pixels.js';

const five = new Uint8Array(784);
toBytes(renderStrokes(generateDigitStrokes(5, 2), 'mnist'), five, 0);

function augmented(seed: number, strength = SCAN_AUGMENTATION): Uint8Array {
  const out = new Uint8Array(784);
  augmentImage(five, seededRandom(seed), out, 0, strength);
  return out;
}

const ink = (image: Uint8Array) => image.reduce((sum, value) => sum + value, 0);

describe('augmentImage', () => {
  it('repeats itself for the same seed and varies with it', () => {
    expect(augmented(1)).toEqual(augmented(1));
    expect(augmented(2)).not.toEqual(augmented(1));
  });

  it('changes nothing where nothing may vary', () => {
    expect(augmented(1, AS_SCANNED)).toEqual(five);
  });

  it('keeps the ink, and keeps it on the paper', () => {
    for (let seed = 0; seed < 200; seed++) {
      const share = ink(augmented(seed)) / ink(five);
      expect(share).toBeGreaterThan(0.5);
      expect(share).toBeLessThan(1.6);
    }
  });

  it('moves the image by whole and by broken pixels', () => {
    const right = new Uint8Array(784);
    // The middle draw of each other value leaves it as it is; 0.75 of the range from -2 to 2 is 1.
    const draws = [0.5, 0.5, 0.5, 0.5, 0.75, 0.5, 0.5, 0, 0, 0, 0];
    augmentImage(five, () => draws.shift()!, right, 0, { ...AS_SCANNED, shift: 2 });
    for (let i = 0; i < 784; i++) if (i % 28 > 0) expect(right[i]).toBe(five[i - 1]);
  });

  it('writes where it is told to', () => {
    const out = new Uint8Array(784 * 3).fill(7);
    augmentImage(five, seededRandom(1), out, 784);
    expect(out.subarray(784, 1568)).toEqual(augmented(1));
    expect([...out.subarray(0, 784), ...out.subarray(1568)].every((value) => value === 7)).toBe(true);
  });
});
