import type { Limits } from '@inkroom/shared';
import { QUEUE_BASE } from '@inkroom/store';
import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';

export type { Worker };

/**
 * Opens a worker of a queue. Nothing else does (the linter sees to it): so every one holds the jobs in its hands, finds those of
 * killed workers, and asks a Redis again that refuses, in the same way.
 */
export function openWorker<Job>(
  queue: string,
  work: Processor<Job>,
  { redis, limits }: { redis: Redis; limits: Limits },
  own: Pick<WorkerOptions, 'concurrency' | 'maxStalledCount' | 'lockDuration' | 'stalledInterval'> = {},
): Worker<Job> {
  return new Worker<Job>(queue, work, {
    ...QUEUE_BASE,
    connection: redis,
    lockDuration: limits.trainingLockMs,
    stalledInterval: limits.trainingStalledCheckMs,
    runRetryDelay: limits.refusedRetryMs,
    ...own,
  });
}
