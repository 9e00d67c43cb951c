import { codedError, DEFAULT_LIMITS, type Limits, type Run } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { ACTIVE_RUNS } from './keys.js';
import { onlineWorkers } from './pools.js';
import { readRun, updateRun } from './runs.js';

/**
 * Finds runs whose worker is gone and that nobody will take up again, and fails them visibly (R5). While another worker
 * of the pool is online the queue hands the run to it; only a pool without any leaves a run in the air.
 *
 * Absence counts from when this watch first saw it, not from the last heartbeat: after an outage of Redis every
 * heartbeat is old, and the workers need a moment to be heard again.
 */
export class LostRunWatch {
  readonly #missingSince = new Map<string, number>();

  constructor(
    readonly redis: Redis,
    readonly limits: Limits = DEFAULT_LIMITS,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** One look around, to be repeated about every `workerHeartbeatMs` by gateways and workers. Returns the runs failed. */
  async check(): Promise<Run[]> {
    const ids = await this.redis.smembers(ACTIVE_RUNS);
    for (const id of this.#missingSince.keys()) if (!ids.includes(id)) this.#missingSince.delete(id);
    if (ids.length === 0) return [];
    const online = await onlineWorkers(this.redis, this.limits);
    const failed: Run[] = [];
    for (const id of ids) {
      const run = await readRun(this.redis, id);
      if (!run) {
        await this.redis.srem(ACTIVE_RUNS, id);
        continue;
      }
      const pool = online.filter((worker) => worker.pool === run.spec.pool && worker.duties.includes('training'));
      if (run.state !== 'running' || pool.length > 0) {
        this.#missingSince.delete(id);
        continue;
      }
      const since = this.#missingSince.get(id) ?? this.now();
      this.#missingSince.set(id, since);
      if (this.now() - since < this.limits.runLostMs) continue;
      const error = codedError('run_worker_lost', { workerId: run.worker?.id ?? null });
      const patch = { state: 'failed', endedAt: Date.now(), error } as const;
      const lost = await updateRun(this.redis, id, patch, this.limits, (now) => now.worker?.id === run.worker?.id);
      if (lost) failed.push(lost);
    }
    return failed;
  }
}
