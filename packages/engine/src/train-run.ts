import type { EpochPoint, Result, RunPoint, RunProgress, RunSpec, VersionMetrics } from '@inkroom/shared';
import type { Artifact } from './artifact.js';
import type { Dataset } from './dataset.js';
import type { TrainingEngine } from './engine.js';

/** What of a run's request the training itself needs. */
export type TrainingSpec = Pick<RunSpec, 'architecture' | 'epochs' | 'batchSize' | 'learningRate' | 'seed'>;

/** Where a run is, with what the curves gained since the report before. */
export interface TrainingProgress extends RunProgress {
  points: RunPoint[];
  /** Verdicts of epochs that ended since the report before. */
  epochPoints: EpochPoint[];
}

export interface TrainingDeps {
  engine: TrainingEngine;
  dataset: Dataset;
  /** Weights to start from, in the order of `model.getWeights()`; drawn from the seed when left out. */
  initialWeights?: Float32Array[] | undefined;
  signal: AbortSignal;
  onProgress(progress: TrainingProgress): void;
  onLog(line: string): void;
}

export interface TrainingOutcome {
  artifact: Artifact;
  metrics: VersionMetrics;
  points: RunPoint[];
  epochs: EpochPoint[];
}

export async function trainRun(_spec: TrainingSpec, _deps: TrainingDeps): Promise<Result<TrainingOutcome>> {
  throw new Error('not built yet');
}
