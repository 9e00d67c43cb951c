import { type Framing, IMAGE_SIZE, renderStrokes } from '@inkroom/shared';
import { augmentImage, type ImageAugmentation, SCAN_AUGMENTATION } from './augment-image.js';
import { augmentStrokes, SAME_HAND, type StrokeAugmentation } from './augment-strokes.js';
import type { TrainingImages } from './dataset.js';
import { toBytes } from './pixels.js';

/** How far scans and drawings are varied from epoch to epoch. */
export interface Augmentation {
  image: ImageAugmentation;
  strokes: StrokeAugmentation;
}

export const DEFAULT_AUGMENTATION: Augmentation = { image: SCAN_AUGMENTATION, strokes: SAME_HAND };

export interface EpochImagesOptions {
  /** Off: every epoch shows the same images. */
  augment: boolean;
  /** The epoch's own sequence: the same one, asked for the same images in the same order, gives the same images. */
  random: () => number;
}

/**
 * Writes one training image as it looks in this epoch.
 * @param index which one
 * @param target takes 784 values 0..255 from `offset` on
 */
export type EpochImages = (index: number, target: Uint8Array, offset: number) => void;

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * The training images of one epoch, made one by one as they are asked for: no second copy of the set is held, and a run
 * can be cancelled between two of them. Augmented drawings are varied on their vectors and drawn anew, under one of the
 * set's framings; augmented scans are distorted as images.
 */
export function epochImages(train: TrainingImages, { augment, random }: EpochImagesOptions): EpochImages {
  const { images, strokes, framings = [], augmentation = DEFAULT_AUGMENTATION } = train;
  return (index, target, offset) => {
    const image = images.subarray(index * PIXELS, (index + 1) * PIXELS);
    if (!augment) {
      target.set(image, offset);
      return;
    }
    const drawing = strokes?.[index];
    const framing: Framing | undefined = framings[Math.floor(random() * framings.length)];
    if (drawing && framing) {
      toBytes(renderStrokes(augmentStrokes(drawing, random, augmentation.strokes), framing), target, offset);
    } else augmentImage(image, random, target, offset, augmentation.image);
  };
}
