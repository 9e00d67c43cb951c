import type { PoolName, RunRequest } from './protocol/runs.js';
import { DEFAULT_RUN } from './runs.js';

/**
 * The run that teaches the live model the room's corrections, in seconds: it goes on from there in small steps that end in
 * nothing, with every image varied so that a few corrections go a long way. Beside the corrections it replays some of
 * MNIST's scans and as many generated drawings, drawn anew each epoch, so that neither skill is lost. Measured on real
 * strokes of people the model never saw: docs/architecture.md, "Training".
 */
export function improvementRun(pool: PoolName): RunRequest {
  return {
    ...DEFAULT_RUN,
    startFrom: 'champion',
    dataset: 'both',
    pool,
    epochs: 3,
    batchSize: 32,
    learningRate: 0.00025,
    schedule: 'cosine',
    augment: true,
    replay: 4_000,
  };
}
