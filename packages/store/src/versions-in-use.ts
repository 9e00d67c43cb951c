import type { Redis } from 'ioredis';
import { VERSIONS_IN_USE } from './keys.js';

/**
 * Writes down which versions a worker reads with, for workers that start after it.
 * @param kept how many are remembered, of all workers
 */
export async function noteVersionsInUse(redis: Redis, versionIds: readonly string[], kept: number): Promise<void> {
  if (versionIds.length === 0) return;
  const now = Date.now();
  await redis
    .multi()
    .zadd(VERSIONS_IN_USE, ...versionIds.flatMap((id) => [now, id]))
    .zremrangebyrank(VERSIONS_IN_USE, 0, -(kept + 1))
    .exec();
}

/** The versions that workers have read with, the latest first. */
export async function versionsInUse(redis: Redis, count: number): Promise<string[]> {
  return redis.zrevrange(VERSIONS_IN_USE, 0, count - 1);
}

/** A version that cannot be used is not worth being loaded by whoever starts next. */
export async function forgetVersionInUse(redis: Redis, versionId: string): Promise<void> {
  await redis.zrem(VERSIONS_IN_USE, versionId);
}
