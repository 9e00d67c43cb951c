import { toUnit } from '../data/pixels.js';

/**
 * Puts a batch's images into a trainer's input.
 * @param images 0..1, or bytes 0..255
 * @param input 0..1, as long as the images of one batch
 * @throws RangeError for another number of images or labels than a step takes
 */
export function fillInput(
  input: Float32Array,
  batchSize: number,
  images: Float32Array | Uint8Array,
  labels: Int32Array,
): void {
  if (images.length !== input.length || labels.length !== batchSize)
    throw new RangeError(`A step takes ${batchSize} images and labels, not ${labels.length}`);
  if (images instanceof Uint8Array) toUnit(images, input);
  else input.set(images);
}
