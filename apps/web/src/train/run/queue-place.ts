import type { PoolStatus, Run } from '@inkroom/shared';

/** Where a waiting run stands, or null where its pool does not tell. */
export function queuePlace(
  run: Pick<Run, 'id' | 'spec'>,
  pools: readonly PoolStatus[],
): { ahead: number; workers: number } | null {
  const pool = pools.find(({ pool }) => pool === run.spec.pool);
  const ahead = pool?.queue?.indexOf(run.id) ?? -1;
  return pool && ahead >= 0 ? { ahead, workers: pool.workers.length } : null;
}
