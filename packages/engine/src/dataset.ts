import type { DatasetSummary } from '@inkroom/shared';

/** Labelled images in one block each, ready to be cut into batches. */
export interface LabelledImages {
  /** size * 784 values 0..255, row by row, 0 is paper. */
  images: Uint8Array;
  /** size digits 0..9. */
  labels: Uint8Array;
  size: number;
}

/** What a run learns from and what it is measured on; no test image is ever trained on. */
export interface Dataset {
  train: LabelledImages;
  test: LabelledImages;
  summary: DatasetSummary;
}
