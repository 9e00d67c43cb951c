import {
  DEFAULT_LIMITS,
  type Limits,
  type PoolName,
  type PoolStatus,
  poolSchema,
  type WorkerInfo,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { WORKERS, WORKERS_SEEN } from './keys.js';
import { queuedRuns, type TrainingQueues } from './queues.js';

/** Redis' own clock in ms, so that machines whose clocks differ agree on who is online. */
const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/** KEYS: seen, workers. ARGV: worker id, JSON. */
const HEARTBEAT = `
${NOW}
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
`;

/** Sweeps the workers not heard of for too long; returns the rest. KEYS: seen, workers. ARGV: expiry in ms. */
const ONLINE = `
${NOW}
local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now - ARGV[1]))
for _, id in ipairs(expired) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
return redis.call('HVALS', KEYS[2])
`;

/** Says that a worker is online; to be repeated every `workerHeartbeatMs`. */
export async function heartbeat(redis: Redis, worker: WorkerInfo): Promise<void> {
  await redis.eval(HEARTBEAT, 2, WORKERS_SEEN, WORKERS, worker.id, JSON.stringify(worker));
}

/** Takes a worker that ends in order out of its pool at once. */
export async function removeWorker(redis: Redis, workerId: string): Promise<void> {
  await redis.multi().zrem(WORKERS_SEEN, workerId).hdel(WORKERS, workerId).exec();
}

/** All workers heard of within `workerExpiryMs`, in the order of their ids. */
export async function onlineWorkers(redis: Redis, limits: Limits = DEFAULT_LIMITS): Promise<WorkerInfo[]> {
  const list = (await redis.eval(ONLINE, 2, WORKERS_SEEN, WORKERS, limits.workerExpiryMs)) as string[];
  return list.map((json) => JSON.parse(json) as WorkerInfo).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What each pool can do: the workers that take runs, and which runs wait. */
export async function listPools(redis: Redis, queues: TrainingQueues, limits?: Limits): Promise<PoolStatus[]> {
  const online = await onlineWorkers(redis, limits);
  return Promise.all(
    poolSchema.options.map(async (pool: PoolName) => {
      const queue = await queuedRuns(queues, pool);
      const workers = online.filter((worker) => worker.pool === pool && worker.duties.includes('training'));
      return { pool, workers, waiting: queue.length, queue };
    }),
  );
}
