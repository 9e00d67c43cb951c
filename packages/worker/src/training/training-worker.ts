import { setTimeout as delay } from 'node:timers/promises';
import { type CodedError, codedError, hasEnded, logLine, type Run } from '@inkroom/shared';
import {
  appendSeries,
  isAttended,
  readRun,
  reorderRuns,
  storageErrorOf,
  storeTime,
  type TrainingJob,
  type TrainingQueues,
  trainingQueue,
  updateRun,
} from '@inkroom/store';
import { DelayedError, type Job, WaitingError } from 'bullmq';
import { faultOf } from '../fault.js';
import { openWorker, type Worker } from '../open-worker.js';
import type { WorkerMetrics } from '../worker-metrics.js';
import { RunExecution, type RunExecutionDeps } from './run-execution.js';

export interface TrainingWorkerDeps extends RunExecutionDeps {
  /** To move a room's other runs up when one has ended. */
  queues: TrainingQueues;
  metrics: WorkerMetrics;
}

/** How often a seemingly silent worker is listened for before its run is taken from it. */
const LISTENS = 2;

/**
 * Takes runs of a pool from its queue, one at a time.
 *
 * The queue's lock finds the runs of killed workers, but it is not what says whose a run is: it expires while Redis is
 * away, although the training goes on unharmed. So a run that the queue hands out again is left to the worker named in
 * its record as long as that one is heard of with the run in hand, and looked at again a little later.
 */
export class TrainingWorker {
  readonly #deps: TrainingWorkerDeps;
  readonly #worker: Worker<TrainingJob>;
  #execution: RunExecution | null = null;
  readonly #closing = new AbortController();
  #lockLostOf: string | null = null;

  constructor(deps: TrainingWorkerDeps) {
    this.#deps = deps;
    const { worker, limits, log } = deps;
    this.#worker = openWorker<TrainingJob>(
      trainingQueue(worker.pool),
      (job, token) => this.#process(job, token ?? ''),
      deps,
      { concurrency: 1, maxStalledCount: limits.runRestartsMax },
    );
    this.#worker.on('error', (error) => {
      // Told by the next event, once and not at every renewal.
      if (!error.message.startsWith('could not renew lock')) log.warn({ err: error }, 'training queue');
    });
    this.#worker.on('lockRenewalFailed', () => this.#onLockLost());
    this.#worker.on('failed', (job, error) => void this.#onFailed(job, error));
  }

  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** Stops the run if it is on this worker. */
  cancel(runId: string): void {
    if (this.#execution?.runId === runId) this.#execution.cancel();
  }

  /** Takes no more runs and gives the one in hand back to the queue. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#execution?.giveBack();
    await this.#worker.close();
  }

  async #process(job: Job<TrainingJob>, token: string): Promise<void> {
    const { redis, log, limits, worker } = this.#deps;
    const { runId, processesLost = 0 } = job.data;
    const run = await readRun(redis, runId);
    if (!run || hasEnded(run)) {
      log.info({ runId, state: run?.state ?? 'missing' }, 'dropped a run that has nothing left to do');
      if (run) await this.#moveUp(run);
      return;
    }
    if (await this.#isWorkedOn(run)) {
      await job.moveToDelayed(Date.now() + limits.trainingStalledCheckMs, token);
      throw new DelayedError();
    }
    const execution = new RunExecution(run, this.#deps, processesLost < limits.runRestartsMax);
    this.#execution = execution;
    if (this.#closing.signal.aborted) execution.giveBack();
    try {
      log.info({ runId, roomId: run.roomId, number: run.number, spec: run.spec }, 'run taken');
      const outcome = await execution.execute();
      log.info({ runId, outcome, worker: worker.id }, 'run left');
      if (outcome === 'ended') {
        this.#deps.metrics.runEnded((await readRun(redis, runId))?.state ?? 'missing');
        await this.#moveUp(run);
      }
      if (outcome === 'interrupted') await job.updateData({ runId, processesLost: processesLost + 1 });
      else if (outcome !== 'returned') return;
    } catch (thrown) {
      // Here and not in `failed`: a Redis that refuses writes takes no job as failed either.
      const failure = faultOf(thrown);
      await this.#giveUp(runId, failure, async ({ worker: of }) => of === null || of.id === worker.id);
      throw thrown;
    } finally {
      this.#execution = null;
    }
    await job.moveToWait(token);
    throw new WaitingError();
  }

  async #moveUp(run: Run): Promise<void> {
    const { redis, queues, log } = this.#deps;
    try {
      await reorderRuns(redis, queues, run.spec.pool);
    } catch (thrown) {
      log.warn({ err: thrown, runId: run.id }, 'the room’s waiting runs were not moved up');
    }
  }

  #onLockLost(): void {
    const runId = this.#execution?.runId;
    if (!runId || this.#lockLostOf === runId) return;
    this.#lockLostOf = runId;
    this.#deps.log.warn({ runId }, 'the lock of the run was lost; it goes on');
  }

  /** Whether another worker that is alive has this run in hand. */
  async #isWorkedOn(run: Run): Promise<boolean> {
    const { redis, worker, limits } = this.#deps;
    if (run.state !== 'running' || run.worker?.id === worker.id) return false;
    // After an outage of Redis the other one may not have been heard of for a while without being gone.
    for (let listen = 0; ; listen++) {
      if (await isAttended(redis, run)) return true;
      if (listen === LISTENS) return false;
      await delay(limits.workerHeartbeatMs);
    }
  }

  /** The queue gave the run up: it took down its worker too often, or this worker could not go on with it. */
  async #onFailed(job: Job<TrainingJob> | undefined, error: Error): Promise<void> {
    this.#deps.log.error({ err: error, runId: job?.data.runId }, 'run given up');
    if (!job) return;
    const failure = storageErrorOf(error) ?? codedError('run_worker_lost');
    await this.#giveUp(job.data.runId, failure, async (run) => !(await this.#isWorkedOn(run)));
  }

  /** Records that a run has failed, if it may; tries until the store takes it or this worker closes. */
  async #giveUp(runId: string, error: CodedError, may: (run: Run) => Promise<boolean>): Promise<void> {
    const { redis, log, limits } = this.#deps;
    const { signal } = this.#closing;
    let failed: Run | null = null;
    while (!signal.aborted) {
      try {
        if (!failed) {
          const run = await readRun(redis, runId);
          if (!run || hasEnded(run) || !(await may(run))) return;
          const patch = { state: 'failed', endedAt: Date.now(), error } as const;
          const same = (now: Run) => now.worker?.id === run.worker?.id;
          failed = await updateRun(redis, runId, patch, limits, same);
          // Meanwhile it was put back, as nobody had it in hand: it must not begin again from there.
          if (!failed) continue;
          this.#deps.metrics.runEnded('failed');
          await this.#moveUp(failed);
        }
        return await appendSeries(
          redis,
          failed,
          { log: [logLine({ code: 'failed', error }, await storeTime(redis))] },
          limits,
        );
      } catch (thrown) {
        log.error({ err: thrown, runId }, 'a run could not be marked as failed');
        await delay(limits.refusedRetryMs, undefined, { signal }).catch(() => {});
      }
    }
  }
}
