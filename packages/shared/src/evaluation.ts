import type { Digit } from './recognition.js';

/** One bin of a reliability diagram: the answers whose confidence lies in the same range. */
export interface CalibrationBin {
  /** Mean confidence of the bin's answers, 0..1; the bin's middle where it has none. */
  confidence: number;
  /** Share of them that are right, 0..1; 0 where there are none. */
  accuracy: number;
  count: number;
}

/** How well a model reads one labelled part of the data. */
export interface PartEvaluation {
  size: number;
  /** Share of right answers, 0..1. */
  accuracy: number;
  /** Mean cross-entropy, nats. */
  loss: number;
  /** Share of right answers for each digit, 0..1; 0 for a digit that does not occur. */
  perClass: number[];
  /** Ten rows of ten counts: row is the true digit, column what was read. */
  confusion: number[][];
  /**
   * Expected calibration error, 0..1: by how much confidence and accuracy differ, averaged over the bins by their counts
   * (Guo et al. 2017, "On Calibration of Modern Neural Networks").
   */
  ece: number;
  /** Bins of equal width over 0..1, from unsure to certain. */
  calibration: CalibrationBin[];
}

/** An image that was read wrongly. */
export interface Mistake {
  part: 'test' | 'holdout';
  truth: Digit;
  read: Digit;
  /** Probability that the model gave its answer, 0..1. */
  confidence: number;
  /** 784 brightness values 0..255, row by row, as base64. */
  image: string;
}

/** All that is known of a finished run's model: what a run's page shows. */
export interface Evaluation {
  test: PartEvaluation;
  /** The room's holdout samples under the room's framing as they were then, or null when there were none. */
  holdout: PartEvaluation | null;
  /** At most `mistakesMax` of each part, of as many confusions as there are; the most confident first. */
  mistakes: Mistake[];
}
