import type { CodedError } from './errors.js';
import type { Framing } from './framing.js';
import type { CellIndex } from './page.js';

/** The ten digits, in the order of a model's scores. */
export const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
export type Digit = (typeof DIGITS)[number];

/** Where the time of one prediction went, in milliseconds. */
export interface PredictionTimes {
  /** From the gateway's queueing to the worker's taking it, waiting for the batch included. */
  queueMs: number;
  rasteriseMs: number;
  /** The whole batch's inference: every cell of a batch waits for all of it. */
  inferMs: number;
  /** From the gateway's queueing to the worker's publishing. */
  totalMs: number;
}

/** What a challenger read in the image that the champion read. */
export interface ChallengerPrediction {
  modelVersion: string;
  digit: Digit;
  scores: number[];
}

/** Why another model has read than the one that the room wants. */
export interface StandsIn {
  /** The room's champion. */
  modelVersion: string;
  /** Why the worker cannot use it; null while it is being loaded. */
  error: CodedError | null;
}

/** What a model reads in one cell. */
export interface Prediction {
  page: number;
  cell: CellIndex;
  /** The cell's revision that was read. */
  revision: number;
  /** 0 for the cell's stored strokes; above it, the count of the unfinished stroke's predictions since that revision. */
  live: number;
  /**
   * Counts the room's changes of model and framing: a prediction made under the old ones never replaces one made under the
   * new ones.
   */
  generation: number;
  /** What has read: the champion of that moment unless `insteadOf` says otherwise. */
  modelVersion: string;
  /** Null for the champion's own prediction; else the cell is read once more, as soon as the champion can. */
  insteadOf: StandsIn | null;
  digit: Digit;
  /** Ten probabilities that sum to 1. */
  scores: number[];
  /**
   * The challenger's prediction; null when the room has none, it cannot be used, or its prediction is still to come: then the same
   * prediction is told once more with it.
   */
  byChallenger: ChallengerPrediction | null;
  /** Why the challenger could not read; else null. */
  challengerError: CodedError | null;
}

/** A prediction as its worker stores it: with what is told of it to those who ask. */
export interface PredictionRecord extends Prediction {
  framing: Framing;
  times: PredictionTimes;
  /** How many cells were read in the same batch. */
  batch: number;
  workerId: string;
}

type Order = Pick<Prediction, 'page' | 'generation' | 'revision' | 'live' | 'insteadOf'>;

/**
 * Whether `next` may replace `shown` (rule R4: a stale prediction never shows over a newer one).
 * Within one revision, predictions of an unfinished stroke come after the prediction of what was stored before it. Of the same
 * ink, what another model read in the champion's place never replaces the champion's own prediction.
 */
export function supersedes(next: Order, shown: Order | undefined): boolean {
  if (!shown) return true;
  for (const key of ['page', 'generation', 'revision', 'live'] as const) {
    if (next[key] !== shown[key]) return next[key] > shown[key];
  }
  return !next.insteadOf || Boolean(shown.insteadOf);
}
