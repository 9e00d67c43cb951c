import type { DatasetSummary, Framing, Ink } from '@inkroom/shared';
import type { Augmentation } from './epoch-images.js';

/** Labelled images in one block each, ready to be cut into batches. */
export interface LabelledImages {
  /** size * 784 values 0..255, row by row, 0 is paper. */
  images: Uint8Array;
  /** size digits 0..9; of what is learnt from, also 10: no digit. */
  labels: Uint8Array;
  size: number;
}

/** Images to learn from, with what makes others like them. */
export interface TrainingImages extends LabelledImages {
  /** The strokes behind each image, or null for a scan. */
  strokes?: readonly (readonly Ink[] | null)[];
  /** The framings that drawings are drawn under when they are varied: one of them, drawn anew each time. */
  framings?: readonly Framing[];
  /** How far they are varied, where that is asked for. */
  augmentation?: Augmentation;
}

/** What a run learns from and what it is measured on; no test image is ever trained on. */
export interface Dataset {
  /** The base data first, then the drawings that are replayed beside it, then the corrections. */
  train: TrainingImages;
  /** How many of the training images are such drawings. */
  drawings?: number;
  test: LabelledImages;
  /** The room's holdout samples as the room frames them: people whose writing was never trained on. */
  holdout?: LabelledImages | null;
  summary: DatasetSummary;
}
