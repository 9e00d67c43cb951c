import type { Redis } from 'ioredis';
import { WRITE_PROBE } from './keys.js';

/** Writes a few bytes. @throws what Redis refuses them with: when its memory or disk is full it answers, but takes nothing */
export async function probeWrites(redis: Redis): Promise<void> {
  await redis.set(WRITE_PROBE, Date.now());
}
