import type { Limits, Run } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { runKeys } from './keys.js';
import { LuaScript } from './script.js';

/**
 * What a run's record says to the worker that has it in hand.
 * - `mine`: go on.
 * - `cancel`: go on no further; somebody asked for it.
 * - `lost`: it has ended or is another worker's.
 */
export type Standing = 'mine' | 'cancel' | 'lost';

const attend = new LuaScript('attend-run');

/**
 * Says that a worker has a run in hand, which a heartbeat does not: a worker may be there and have forgotten the run. To be
 * repeated every `workerHeartbeatMs`.
 */
export async function attendRun(redis: Redis, runId: string, workerId: string, limits: Limits): Promise<Standing> {
  const { record, attended, cancel } = runKeys(runId);
  const args = { workerId, expiryMs: limits.workerExpiryMs };
  return (await attend.run(redis, { record, attended, cancel }, args)) as Standing;
}

/** Whether the worker named in a run's record has been heard of with the run in hand within `workerExpiryMs`. */
export async function isAttended(redis: Redis, { id, state, worker }: Run): Promise<boolean> {
  return state === 'running' && worker !== null && (await redis.get(runKeys(id).attended)) === worker.id;
}
