import { codedError, DEFAULT_LIMITS, hasEnded, type Limits, type Run, type WorkerInfo } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { ACTIVE_RUNS } from './keys.js';
import { onlineWorkers } from './pools.js';
import { appendSeries, QUEUED_PROGRESS, type RunPatch, readRun, updateRun } from './runs.js';

/**
 * Finds runs whose worker is gone (R5). With other workers in the pool the queue hands the run on, and until one has a
 * hand free it is shown as waiting again; in a pool without any it fails visibly.
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

  /** One look around, to be repeated about every `workerHeartbeatMs` by gateways and workers. Returns the runs changed. */
  async check(): Promise<Run[]> {
    const ids = await this.redis.smembers(ACTIVE_RUNS);
    for (const id of this.#missingSince.keys()) if (!ids.includes(id)) this.#missingSince.delete(id);
    if (ids.length === 0) return [];
    const online = await onlineWorkers(this.redis, this.limits);
    const changed = await Promise.all(ids.map((id) => this.#checkRun(id, online)));
    return changed.filter((run) => run !== null);
  }

  async #checkRun(id: string, online: readonly WorkerInfo[]): Promise<Run | null> {
    const run = await readRun(this.redis, id);
    if (!run || hasEnded(run)) await this.redis.srem(ACTIVE_RUNS, id);
    if (run?.state !== 'running' || online.some((worker) => worker.id === run.worker?.id)) {
      this.#missingSince.delete(id);
      return null;
    }
    const since = this.#missingSince.get(id) ?? this.now();
    this.#missingSince.set(id, since);
    if (this.now() - since < this.limits.runLostMs) return null;
    const others = online.some((worker) => worker.pool === run.spec.pool && worker.duties.includes('training'));
    const patch: RunPatch = others
      ? { state: 'pending', worker: null, progress: QUEUED_PROGRESS }
      : { state: 'failed', endedAt: Date.now(), error: codedError('run_worker_lost', { workerId: run.worker?.id }) };
    const text = others
      ? 'The worker of this run is gone. The run waits for another one.'
      : 'The worker of this run is gone, and its pool has no other.';
    const lost = await updateRun(this.redis, id, patch, this.limits, (now) => now.worker?.id === run.worker?.id);
    if (lost) await appendSeries(this.redis, lost, { log: [{ at: Date.now(), text }] }, this.limits);
    return lost;
  }
}
