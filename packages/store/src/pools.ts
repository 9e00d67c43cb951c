import { type Limits, type PoolName, type PoolStatus, poolSchema, type WorkerInfo } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { WORKERS, WORKERS_SEEN } from './keys.js';
import { queuedRuns, type TrainingQueues } from './queues.js';
import { LuaScript } from './script.js';

const beat = new LuaScript('heartbeat');
const online = new LuaScript('online-workers');
const KEYS = { seen: WORKERS_SEEN, workers: WORKERS };

/** Says that a worker is online; to be repeated every `workerHeartbeatMs`. */
export async function heartbeat(redis: Redis, worker: WorkerInfo): Promise<void> {
  await beat.run(redis, KEYS, { id: worker.id, worker: JSON.stringify(worker) });
}

/** Takes a worker that ends in order out of its pool at once. */
export async function removeWorker(redis: Redis, workerId: string): Promise<void> {
  await redis.multi().zrem(WORKERS_SEEN, workerId).hdel(WORKERS, workerId).exec();
}

/** All workers heard of within `workerExpiryMs`, in the order of their ids. */
export async function onlineWorkers(redis: Redis, limits: Limits): Promise<WorkerInfo[]> {
  const list = (await online.run(redis, KEYS, { expiryMs: limits.workerExpiryMs })) as string[];
  return list.map((json) => JSON.parse(json) as WorkerInfo).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What each pool can do: the workers that take runs, and which runs wait. */
export async function listPools(redis: Redis, queues: TrainingQueues, limits: Limits): Promise<PoolStatus[]> {
  return poolsOf(queues, await onlineWorkers(redis, limits));
}

/** The same, of workers that are known already. */
export function poolsOf(queues: TrainingQueues, online: readonly WorkerInfo[]): Promise<PoolStatus[]> {
  return Promise.all(
    poolSchema.options.map(async (pool: PoolName) => {
      const queue = await queuedRuns(queues, pool);
      const workers = online.filter((worker) => worker.pool === pool && worker.duties.includes('training'));
      return { pool, workers, waiting: queue.length, queue };
    }),
  );
}
