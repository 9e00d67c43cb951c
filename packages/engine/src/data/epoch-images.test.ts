import { renderStrokes } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import type { TrainingImages } from './dataset.js';
import { epochImages } from './epoch-images.js';
import { generateDigitStrokes } from './generated-digits.js';
import { toBytes } from './pixels.js';

/** A scan of a 2, then a drawn 6. */
function scanAndDrawing(): TrainingImages {
  const six = generateDigitStrokes(6, 1);
  const images = new Uint8Array(2 * 784);
  toBytes(renderStrokes(generateDigitStrokes(2, 1), 'mnist'), images, 0);
  toBytes(renderStrokes(six, 'mnist'), images, 784);
  return { images, labels: Uint8Array.of(2, 6), size: 2, strokes: [null, six], framings: ['mnist'] };
}

function epoch(train: TrainingImages, augment: boolean, seed: number): Uint8Array {
  const images = new Uint8Array(train.size * 784);
  const write = epochImages(train, { augment, random: seededRandom(seed) });
  for (let i = 0; i < train.size; i++) write(i, images, i * 784);
  return images;
}

describe('epochImages', () => {
  it('shows the images as they are when nothing is augmented', () => {
    const train = scanAndDrawing();
    expect(epoch(train, false, 1)).toEqual(train.images);
  });

  it('shows other images each epoch, and the same ones for the same seed', () => {
    const train = scanAndDrawing();
    const first = epoch(train, true, 1);
    expect(epoch(train, true, 1)).toEqual(first);
    const second = epoch(train, true, 2);
    for (const at of [0, 784]) expect(second.subarray(at, at + 784)).not.toEqual(first.subarray(at, at + 784));
    expect(train.images).toEqual(scanAndDrawing().images);
  });

  it('draws augmented drawings anew, under the framings of the set', () => {
    const train = { ...scanAndDrawing(), images: new Uint8Array(2 * 784) };
    const drawn = epoch(train, true, 1);
    expect(drawn.subarray(0, 784).some((value) => value > 0)).toBe(false);
    expect(drawn.subarray(784).some((value) => value > 200)).toBe(true);
    const widths = new Set(
      Array.from({ length: 20 }, (_, seed) => {
        const image = epoch({ ...train, framings: ['mnist', 'as-drawn'] }, true, seed).subarray(784);
        const rows = Array.from({ length: 28 }, (_, row) => image.subarray(row * 28, row * 28 + 28).some((v) => v > 0));
        return rows.filter(Boolean).length >= 20;
      }),
    );
    expect(widths.size).toBe(2);
  });
});
