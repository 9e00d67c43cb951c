import type { TrainerState } from '../engines/engine.js';
import type { BestWeights } from './early-stopping.js';

/** All that a run needs to go on after an epoch, in another process or on another machine. */
export interface Checkpoint {
  /** The epoch after which it was taken. */
  epoch: number;
  /** Digest of the data that it was trained on. */
  datasetDigest: string;
  /** What computed it: another engine, or another number of threads, adds its sums up in another order. */
  computedBy: { engine: string; threads: number };
  /** Time that the run had taken, s. */
  seconds: number;
  state: TrainerState;
  /** What early stopping would go back to, where the run may stop early. */
  best: BestWeights | null;
}
