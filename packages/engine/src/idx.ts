import { fail, IMAGE_SIZE, ok, type Result } from '@inkroom/shared';
import type { LabelledImages } from './dataset.js';

/** Magic numbers of idx files (http://yann.lecun.com/exdb/mnist/): unsigned bytes in three dimensions, or in one. */
const IMAGES_MAGIC = 0x0803;
const LABELS_MAGIC = 0x0801;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Reads a pair of idx files.
 * @returns `dataset_corrupt` with the reason when one is truncated, of another kind, or the two do not belong together
 */
export function parseIdx(images: Uint8Array, labels: Uint8Array): Result<LabelledImages> {
  const corrupt = (reason: string) => fail('dataset_corrupt', { reason });
  if (images.length < IMAGES_HEADER || labels.length < LABELS_HEADER)
    return corrupt('a file is too short for its header');
  const imagesHeader = new DataView(images.buffer, images.byteOffset, IMAGES_HEADER);
  const labelsHeader = new DataView(labels.buffer, labels.byteOffset, LABELS_HEADER);
  if (imagesHeader.getUint32(0) !== IMAGES_MAGIC) return corrupt('the images are not an idx file of images');
  if (labelsHeader.getUint32(0) !== LABELS_MAGIC) return corrupt('the labels are not an idx file of labels');
  const size = imagesHeader.getUint32(4);
  if (imagesHeader.getUint32(8) !== IMAGE_SIZE || imagesHeader.getUint32(12) !== IMAGE_SIZE) {
    return corrupt(`the images are not ${IMAGE_SIZE} x ${IMAGE_SIZE}`);
  }
  if (images.length !== IMAGES_HEADER + size * PIXELS)
    return corrupt(`the images are truncated: ${size} were promised`);
  if (labelsHeader.getUint32(4) !== size) return corrupt('there are not as many labels as images');
  if (labels.length !== LABELS_HEADER + size) return corrupt(`the labels are truncated: ${size} were promised`);
  const values = labels.subarray(LABELS_HEADER);
  if (values.some((label) => label > 9)) return corrupt('a label is not a digit');
  return ok({ images: images.subarray(IMAGES_HEADER), labels: values, size });
}
