import { hasEnded, type Limits } from '@inkroom/shared';
import { ACTIVE_RUNS, onlineWorkers, readRun } from '@inkroom/store';
import type { Queue } from 'bullmq';
import { Gauge, type Registry } from 'prom-client';
import type { GatewayStore } from './gateway-store.js';
import type { StorageWatch } from './storage-watch.js';

/** Waiting jobs that are looked at for the oldest: where some go first, it is among the first few of them. */
const LOOKED_AT = 50;
/** Runs that are read at a scrape: more than a day's waiting on one worker. */
const RUNS_READ_MAX = 1_000;

/**
 * What all gateways read from Redis alike, so that whoever adds them up over gateways counts twice: queues, runs, workers, memory. While
 * Redis is away they keep what they were.
 */
export function watchStore(registry: Registry, store: GatewayStore, storage: StorageWatch, limits: Limits): void {
  let reading: Promise<void> | null = null;
  // All are told together, and each has to wait for what is read for all.
  const collect = () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge<L>({ name, help, labelNames, registers: [registry], collect });
  const up = gauge('inkroom_storage_up', 'Whether Redis takes writes.');
  const waiting = gauge('inkroom_queue_waiting', 'Jobs waiting by queue.', ['queue']);
  const active = gauge('inkroom_queue_active', 'Jobs in hand by queue.', ['queue']);
  const oldest = gauge('inkroom_queue_oldest_seconds', 'For how long the oldest waiting job has waited.', ['queue']);
  const runs = gauge('inkroom_runs', 'Runs that have not ended, by pool and state.', ['pool', 'state']);
  const workers = gauge('inkroom_workers', 'Workers heard of, by pool and what they take.', ['pool', 'duty']);
  const memory = gauge('inkroom_redis_memory_bytes', 'Memory that Redis uses.');
  const memoryMax = gauge(
    'inkroom_redis_memory_max_bytes',
    'Memory from which on Redis refuses writes; 0 for no bound.',
  );
  const disk = gauge('inkroom_redis_writes_ok', 'Whether the last write of the append-only file went well.');
  const clients = gauge('inkroom_redis_connections', 'Connections to Redis, of all parts.');
  const commands = gauge('inkroom_redis_commands_per_second', 'Commands that Redis carries out, by its own count.');

  const readQueue = async (queue: Queue): Promise<void> => {
    const label = { queue: queue.name };
    const [counts, next] = await Promise.all([
      queue.getJobCounts('waiting', 'prioritized', 'active'),
      queue.getJobs(['waiting', 'prioritized'], 0, LOOKED_AT - 1, true),
    ]);
    waiting.set(label, (counts.waiting ?? 0) + (counts.prioritized ?? 0));
    active.set(label, counts.active ?? 0);
    const since = next.flatMap((job) => (job ? [job.timestamp] : []));
    oldest.set(label, since.length === 0 ? 0 : Math.max(0, store.clock.now() - Math.min(...since)) / 1000);
  };
  const readRuns = async (): Promise<void> => {
    const ids = (await store.redis.smembers(ACTIVE_RUNS)).slice(0, RUNS_READ_MAX);
    const all = await Promise.all(ids.map((id) => readRun(store.redis, id)));
    runs.reset();
    for (const pool of ['cpu', 'gpu']) for (const state of ['pending', 'running']) runs.set({ pool, state }, 0);
    for (const run of all) if (run && !hasEnded(run)) runs.inc({ pool: run.spec.pool, state: run.state });
  };
  const readWorkers = async (): Promise<void> => {
    const online = await onlineWorkers(store.redis, limits);
    workers.reset();
    for (const duty of ['recognition', 'training']) workers.set({ pool: 'cpu', duty }, 0);
    for (const { pool, duties } of online) for (const duty of duties) workers.inc({ pool, duty });
  };
  const readRedis = async (): Promise<void> => {
    const info = await store.redis.info();
    const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
    memory.set(figure('used_memory'));
    memoryMax.set(figure('maxmemory'));
    disk.set(/^aof_last_write_status:err/m.test(info) ? 0 : 1);
    clients.set(figure('connected_clients'));
    commands.set(figure('instantaneous_ops_per_sec'));
  };

  async function read(): Promise<void> {
    up.set(storage.isAway ? 0 : 1);
    if (storage.isAway) return;
    // One that fails keeps none of the others from being told.
    await Promise.allSettled([...store.queues().map(readQueue), readRuns(), readWorkers(), readRedis()]);
  }
}
