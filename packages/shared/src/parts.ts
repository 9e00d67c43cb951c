/** A kind of process that inkroom is made of, as people are told of it. */
export const PART_NAMES = ['gateway', 'web', 'worker-cpu', 'worker-gpu'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** How the processes behind a gateway are. */
export interface PartsStatus {
  /** Whether a worker is online that predicts cells. */
  predicting: boolean;
  /** Parts that keep ending, and are given up until a later try. */
  down: PartName[];
}

/** All is well, as far as anybody knows. */
export const ALL_PARTS_WELL: PartsStatus = { predicting: true, down: [] };
