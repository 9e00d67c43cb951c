import { DEFAULT_RUN, type PoolName, type PoolStatus, type RunRequest } from '@inkroom/shared';

/**
 * The run that teaches the live model the room's corrections: it goes on from there in small steps, with some of MNIST shown
 * beside them so that old skill is not lost, and every image varied so that a few corrections go a long way.
 */
export function improvementOf(pool: PoolName): RunRequest {
  return {
    ...DEFAULT_RUN,
    startFrom: 'champion',
    dataset: 'both',
    pool,
    epochs: 3,
    batchSize: 32,
    learningRate: 0.0005,
    schedule: 'cosine',
    augment: true,
    replay: 5_000,
  };
}

/** Where to run it: on the CPU when one is there, for it is a small run; null when no pool has a worker. */
export function improvementPool(pools: readonly PoolStatus[]): PoolName | null {
  const online = (name: PoolName) => pools.some(({ pool, workers }) => pool === name && workers.length > 0);
  return online('cpu') ? 'cpu' : online('gpu') ? 'gpu' : null;
}
