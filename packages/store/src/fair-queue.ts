import { hasEnded, type Limits, type PoolName, type Run } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { enqueueRun, type TrainingQueues } from './queues.js';
import { listRuns } from './runs.js';

/**
 * Fairness between rooms (R7): a run waits behind those of other rooms that have fewer runs before it. Its priority in the
 * queue is the number of its room's runs that go before it in the same pool; 0 is taken first, equals in the order in
 * which they came. A room that queues four runs at once so delays another room's first by one at most.
 */
function priorities(runs: readonly Run[], pool: PoolName): Map<string, number> {
  const active = runs.filter((run) => run.spec.pool === pool && !hasEnded(run));
  return new Map(active.map((run, before) => [run.id, before]));
}

/** Queues a recorded run of a room where it belongs; one that is queued already is not queued again. */
export async function enqueueFairly(redis: Redis, queues: TrainingQueues, run: Run, limits: Limits): Promise<void> {
  const runs = await listRuns(redis, run.roomId, limits);
  await enqueueRun(queues, run, priorities(runs, run.spec.pool).get(run.id) ?? 0);
}

/** Moves a room's waiting runs up after one of its runs has ended: else rooms that come later would pass them for ever. */
export async function moveUp(
  redis: Redis,
  queues: TrainingQueues,
  { roomId, spec: { pool } }: Pick<Run, 'roomId' | 'spec'>,
  limits: Limits,
): Promise<void> {
  const runs = await listRuns(redis, roomId, limits);
  for (const [id, priority] of priorities(runs, pool)) {
    const job = await queues[pool].getJob(id);
    // One that a worker has taken meanwhile has no place in the queue to change.
    if (job && (job.priority ?? 0) > priority && (await job.getState()) === 'prioritized')
      await job.changePriority({ priority });
  }
}
