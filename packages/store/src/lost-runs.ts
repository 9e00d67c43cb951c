import { codedError, hasEnded, type Limits, logLine, QUEUED_PROGRESS, type Run, type RunNote } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { isAttended } from './attendance.js';
import { enqueueFairly, reorderRuns } from './fair-queue.js';
import { ACTIVE_RUNS } from './keys.js';
import { onlineWorkers } from './pools.js';
import type { TrainingQueues } from './queues.js';
import { appendSeries, type RunPatch, readRun, updateRun } from './runs.js';
import { storeTime } from './store-clock.js';
import { probeWrites } from './write-probe.js';

/**
 * Finds runs that nobody works on although somebody should (R5), and sees to them.
 * - No worker has it in hand, be it that its worker is gone or that it knows no more of it: in a pool with workers the run
 *   waits for one of them, in a pool without any it fails visibly.
 * - It waits, but is not in the queue, for the gateway died between recording and queueing it: it is queued.
 *
 * Time counts from when this watch first saw it so, and only while Redis takes writes: after an outage no worker has been
 * heard of for long, and each needs a moment to be heard again.
 */
export class LostRunWatch {
  /** Since when each run has been without a worker. */
  readonly #unattendedSince = new Map<string, number>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly redis: Redis,
    readonly queues: TrainingQueues,
    readonly limits: Limits,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** One look around, to be repeated about every `workerHeartbeatMs` by gateways and workers. Returns the runs changed. */
  async check(): Promise<Run[]> {
    const hasMissed = this.now() - this.#lookedAt > this.limits.workerExpiryMs;
    if (hasMissed) this.#unattendedSince.clear();
    this.#lookedAt = this.now();
    try {
      return await this.#look();
    } catch (thrown) {
      this.#unattendedSince.clear();
      throw thrown;
    }
  }

  async #look(): Promise<Run[]> {
    const ids = await this.redis.smembers(ACTIVE_RUNS);
    for (const id of this.#unattendedSince.keys()) if (!ids.includes(id)) this.#unattendedSince.delete(id);
    if (ids.length === 0) return [];
    await probeWrites(this.redis);
    const changed = await Promise.all(ids.map((id) => this.#checkRun(id)));
    return changed.filter((run) => run !== null);
  }

  async #checkRun(id: string): Promise<Run | null> {
    const run = await readRun(this.redis, id);
    if (!run || hasEnded(run)) await this.redis.srem(ACTIVE_RUNS, id);
    if (!run || hasEnded(run) || (await isAttended(this.redis, run))) {
      this.#unattendedSince.delete(id);
      return null;
    }
    const since = this.#unattendedSince.get(id) ?? this.now();
    this.#unattendedSince.set(id, since);
    if (this.now() - since < this.limits.runLostMs) return null;
    this.#unattendedSince.delete(id);
    if (run.state === 'pending') {
      await enqueueFairly(this.redis, this.queues, run);
      return null;
    }
    const online = await onlineWorkers(this.redis, this.limits);
    const isServed = online.some((worker) => worker.pool === run.spec.pool && worker.duties.includes('training'));
    return isServed ? this.#putBack(run) : this.#fail(run);
  }

  async #putBack(run: Run): Promise<Run | null> {
    const patch: RunPatch = { state: 'pending', worker: null, progress: QUEUED_PROGRESS };
    const waiting = await this.#change(run, patch, { code: 'waits_again' });
    if (waiting) await enqueueFairly(this.redis, this.queues, run);
    return waiting;
  }

  async #fail(run: Run): Promise<Run | null> {
    const error = codedError('run_worker_lost', { workerId: run.worker?.id });
    const patch: RunPatch = { state: 'failed', endedAt: Date.now(), error };
    const failed = await this.#change(run, patch, { code: 'failed', error });
    if (failed) await reorderRuns(this.redis, this.queues, failed.spec.pool);
    return failed;
  }

  async #change(run: Run, patch: RunPatch, note: RunNote): Promise<Run | null> {
    const same = (now: Run) => now.worker?.id === run.worker?.id;
    const changed = await updateRun(this.redis, run.id, patch, this.limits, same);
    if (changed)
      await appendSeries(this.redis, changed, { log: [logLine(note, await storeTime(this.redis))] }, this.limits);
    return changed;
  }
}
