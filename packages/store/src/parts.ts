import type { PartName } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { PARTS_DOWN } from './keys.js';

/**
 * Says which parts their supervisor has given up for now.
 * @param ttlMs for how long that holds unless it is said again, ms
 */
export async function tellPartsDown(redis: Redis, parts: readonly PartName[], ttlMs: number): Promise<void> {
  if (parts.length === 0) await redis.del(PARTS_DOWN);
  else await redis.set(PARTS_DOWN, JSON.stringify(parts), 'PX', ttlMs);
}

/** Which parts are given up for now. */
export async function partsDown(redis: Redis): Promise<PartName[]> {
  return JSON.parse((await redis.get(PARTS_DOWN)) ?? '[]') as PartName[];
}
