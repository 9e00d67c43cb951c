import type { PoolName, PoolStatus } from '@inkroom/shared';

/** Where to run it: on the CPU when one is there, for it is a small run; null when no pool has a worker. */
export function improvementPool(pools: readonly PoolStatus[]): PoolName | null {
  const online = (name: PoolName) => pools.some(({ pool, workers }) => pool === name && workers.length > 0);
  return online('cpu') ? 'cpu' : online('gpu') ? 'gpu' : null;
}
