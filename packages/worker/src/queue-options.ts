import type { Limits } from '@inkroom/shared';
import { QUEUE_PREFIX } from '@inkroom/store';
import type { WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';

/** How every queue's worker holds the jobs in its hands, finds those of killed workers, and asks a Redis again that refuses. */
export function queueOptions(redis: Redis, limits: Limits) {
  return {
    connection: redis,
    prefix: QUEUE_PREFIX,
    lockDuration: limits.trainingLockMs,
    stalledInterval: limits.trainingStalledCheckMs,
    runRetryDelay: limits.refusedRetryMs,
  } satisfies WorkerOptions;
}
