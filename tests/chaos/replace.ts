import { DEFAULT_LIMITS } from '@inkroom/shared';
import { onlineGateways, onlineWorkers } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { until } from '../support/until.ts';

/** ms: what a busy machine may take to start a worker. */
const STARTED_MS = 120_000;

/** The ids of all gateways and workers that are at work. */
async function atWork(redis: Redis): Promise<string[]> {
  const all = await Promise.all([onlineGateways(redis, DEFAULT_LIMITS), onlineWorkers(redis, DEFAULT_LIMITS)]);
  return all.flat().map(({ id }) => id);
}

/**
 * Replaces one part as an upgrade does: over when its successor is at work.
 * @param count of gateways and workers in all
 * @param drain tells one of them to end, of which the ids are given
 */
export async function replace(redis: Redis, count: number, drain: (ids: string[]) => unknown): Promise<void> {
  const before = await until(
    'all are at work',
    async () => {
      const ids = await atWork(redis);
      return ids.length === count && ids;
    },
    STARTED_MS,
  );
  await drain(before);
  // Not counted again: on a busy machine another one may be late to say that it is there.
  const isNew = (id: string) => !before.includes(id);
  await until('another one is at work', async () => (await atWork(redis)).some(isNew), STARTED_MS);
}
