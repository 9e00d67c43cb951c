import type { Limits } from '@inkroom/shared';
import { ACTIVE_RUNS, enqueueFairly, readRun, type TrainingQueues } from '@inkroom/store';
import type { Redis } from 'ioredis';

/**
 * Queues runs that were recorded but not queued, because their gateway was killed between the two. A run that is queued
 * already is left as it is: the job has the run's id.
 */
export async function queueForgottenRuns(redis: Redis, queues: TrainingQueues, limits: Limits): Promise<void> {
  for (const id of await redis.smembers(ACTIVE_RUNS)) {
    const run = await readRun(redis, id);
    const isOld = run !== null && Date.now() - run.createdAt > limits.trainingStalledCheckMs;
    if (run?.state === 'pending' && isOld) await enqueueFairly(redis, queues, run, limits);
  }
}
