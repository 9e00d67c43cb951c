import type { PresetName } from './protocol/models.js';
import type { Run, RunProgress, RunRequest, RunSpec } from './protocol/runs.js';

/** What was asked for: without what the server alone settles, and would refuse to be told. */
export function requestOf({ parentId: _parent, framing: _framing, ...request }: RunSpec): RunRequest {
  return request;
}

export const DEFAULT_RUN: RunRequest = {
  architecture: 'mlp',
  epochs: 5,
  batchSize: 32,
  learningRate: 0.001,
  dataset: 'both',
  startFrom: 'scratch',
  pool: 'cpu',
  schedule: 'constant',
  augment: false,
  patience: 0,
  replay: 0,
};

/** Where a run is that nobody works on. */
export const QUEUED_PROGRESS: RunProgress = {
  phase: 'queued',
  fraction: 0,
  epoch: 0,
  step: 0,
  totalSteps: 0,
  samplesPerSecond: 0,
  etaMs: null,
};

/**
 * Settings that suit each preset, the best of those measured on MNIST (docs/benchmarks.md). The notebook's own, five epochs at
 * a constant 0.001, are below what its networks can do: a rate that rises and falls is worth half a point to the flat one.
 */
export const RECOMMENDED: Readonly<
  Record<PresetName, Pick<RunRequest, 'epochs' | 'batchSize' | 'learningRate' | 'schedule'>>
> = {
  mlp: { epochs: 5, batchSize: 32, learningRate: 0.003, schedule: 'one-cycle' },
  cnn: { epochs: 5, batchSize: 32, learningRate: 0.002, schedule: 'one-cycle' },
  compact: { epochs: 2, batchSize: 64, learningRate: 0.006, schedule: 'one-cycle' },
};

export function hasEnded(run: Pick<Run, 'state'>): boolean {
  return run.state === 'finished' || run.state === 'failed' || run.state === 'cancelled';
}
