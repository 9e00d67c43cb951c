import { DEFAULT_LIMITS, type Limits, type Run } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { runKeys } from './keys.js';

/**
 * What a run's record says to the worker that has it in hand.
 * - `mine`: go on.
 * - `cancel`: go on no further; somebody asked for it.
 * - `lost`: it has ended or is another worker's.
 */
export type Standing = 'mine' | 'cancel' | 'lost';

/** KEYS: record, attended, cancel. ARGV: worker id, time until it counts as absent in ms. */
const ATTEND = `
local record = redis.call('GET', KEYS[1])
local run = record and cjson.decode(record)
if not run or run.state ~= 'running' or type(run.worker) ~= 'table' or run.worker.id ~= ARGV[1] then return 'lost' end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return redis.call('EXISTS', KEYS[3]) == 1 and 'cancel' or 'mine'
`;

/**
 * Says that a worker has a run in hand, which a heartbeat does not: a worker may be there and have forgotten the run. To be
 * repeated every `workerHeartbeatMs`.
 */
export async function attendRun(
  redis: Redis,
  runId: string,
  workerId: string,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Standing> {
  const { record, attended, cancel } = runKeys(runId);
  return (await redis.eval(ATTEND, 3, record, attended, cancel, workerId, limits.workerExpiryMs)) as Standing;
}

/** Whether the worker named in a run's record has been heard of with the run in hand within `workerExpiryMs`. */
export async function isAttended(redis: Redis, { id, state, worker }: Run): Promise<boolean> {
  return state === 'running' && worker !== null && (await redis.get(runKeys(id).attended)) === worker.id;
}
