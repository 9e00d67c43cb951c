import { fail, hasEnded, type Limits, ok, type Result, type Run } from '@inkroom/shared';
import { readRun, reorderRuns, requestCancel, type TrainingQueues } from '@inkroom/store';
import type { Redis } from 'ioredis';

/** Has a run stopped, wherever it is. @returns `run_not_active` when it has ended */
export async function cancelRun(redis: Redis, runs: TrainingQueues, known: Run, limits: Limits): Promise<Result<Run>> {
  const run = await requestCancel(redis, known.id, limits);
  if (!run) return fail('run_not_active', { state: (await readRun(redis, known.id))?.state ?? known.state });
  // A job in hand is locked and cannot be removed; its worker ends it.
  if (hasEnded(run)) {
    await runs[run.spec.pool].remove(run.id);
    await reorderRuns(redis, runs, run.spec.pool);
  }
  return ok(run);
}
