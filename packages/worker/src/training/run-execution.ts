import { setTimeout as delay } from 'node:timers/promises';
import { type EngineName, usesGpu } from '@inkroom/engine/recogniser';
import {
  type CodedError,
  codedError,
  type Limits,
  type ModelVersion,
  QUEUED_PROGRESS,
  type Rates,
  type Run,
  type RunNote,
  type ShelfDigit,
  type WorkerInfo,
} from '@inkroom/shared';
import {
  attendRun,
  type RunPatch,
  rewindSeries,
  StoreClock,
  saveCheckpoint,
  saveEvaluation,
  saveShelf,
  storageErrorOf,
  updateRun,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { CostMeter } from '../cost/cost-meter.js';
import { faultOf } from '../fault.js';
import type { MirrorMemory } from '../mirror-memory.js';
import { type Origin, storeVersion } from '../store-version.js';
import { packCheckpoint } from './checkpoint-format.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import { RunReporter } from './run-reporter.js';
import { TrainingChild } from './training-child.js';
import type { FinalReport, TrainingReport } from './training-messages.js';
import { readSavedCheckpoint, readTrainingOrder, type SavedCheckpoint } from './training-order.js';

export interface RunExecutionDeps {
  redis: Redis;
  limits: Limits;
  worker: WorkerInfo;
  log: Logger;
  engine: EngineName;
  threads: number;
  /** What time and energy cost. */
  rates: Rates;
  mnist: MirrorMemory;
}

/**
 * - `ended`: the run's record says how.
 * - `returned`: given back to the queue, because this worker shuts down.
 * - `interrupted`: given back to the queue, because its training process was lost.
 * - `lost`: somebody else ended it or works on it; nothing was written over that.
 */
export type ExecutionOutcome = 'ended' | 'returned' | 'interrupted' | 'lost';

const STOPPED: FinalReport = { kind: 'failed', error: codedError('run_cancelled') };

/**
 * One run on this worker, from taking it to its end. The training itself is a process of its own, which gets a `TrainingOrder`;
 * here is what it reports, and the three ways in which it may be stopped.
 *
 * Whose run it is stands in its record: every write holds only while `run.worker` is this worker. So a run that was
 * handed on, because this worker was cut off from Redis for too long, is never written to by two.
 */
export class RunExecution {
  readonly #run: Run;
  readonly #deps: RunExecutionDeps;
  readonly #mayGoOn: boolean;
  #stop: 'cancel' | 'give-back' | 'lost' | null = null;
  #child: TrainingChild | null = null;
  readonly #cost: CostMeter;

  /** @param mayGoOn whether a run whose training process is lost goes back to the queue; else it fails */
  constructor(run: Run, deps: RunExecutionDeps, mayGoOn: boolean) {
    this.#run = run;
    this.#mayGoOn = mayGoOn;
    this.#deps = deps;
    const { rates, worker, engine } = deps;
    this.#cost = new CostMeter({ rates, pool: worker.pool, usesGpu: usesGpu(engine), before: run.cost });
  }

  get runId(): string {
    return this.#run.id;
  }

  /** Somebody asked for the run to be stopped: within the batch, or by force. */
  cancel(): void {
    if (this.#stop) return;
    this.#stop = 'cancel';
    this.#child?.cancel();
  }

  /** This worker shuts down: the run goes back to the queue. */
  giveBack(): void {
    this.#stopNow('give-back');
  }

  /** Never rejects for what goes wrong in the training; rejects when the store refuses to be written to. */
  async execute(): Promise<ExecutionOutcome> {
    try {
      return await this.#take();
    } finally {
      this.#cost.close();
    }
  }

  async #take(): Promise<ExecutionOutcome> {
    const { redis, limits, worker, log } = this.#deps;
    const run = this.#run;
    const asRead = (now: Run) => now.state === run.state && now.worker?.id === run.worker?.id;
    const checkpoint = await readSavedCheckpoint(redis, run);
    const startedAt = (checkpoint && run.startedAt) ?? Date.now();
    const progress = { ...QUEUED_PROGRESS, phase: 'loading', epoch: checkpoint?.epoch ?? 0 } as const;
    const patch = { state: 'running', startedAt, worker, progress, checkpointEpoch: checkpoint?.epoch ?? 0 } as const;
    if (!(await updateRun(redis, run.id, patch, limits, asRead))) return 'lost';
    const onLost = () => this.#stopNow('lost');
    const onError = (error: unknown) => log.error({ err: error, runId: run.id }, 'a report of the run was not stored');
    const clock = new StoreClock();
    await clock.measure(redis);
    const reporter = new RunReporter({ redis, run, workerId: worker.id, clock, limits, onLost, onError });
    const attending = setInterval(() => this.#attend().catch(onError), limits.workerHeartbeatMs);
    try {
      if (run.startedAt !== null) {
        await rewindSeries(redis, run.id, checkpoint?.epoch ?? 0);
        reporter.note({ code: 'resumed', epoch: checkpoint?.epoch ?? 0 });
      }
      // A cancel may have been asked for while nobody listened.
      await this.#attend().catch(onError);
      const { id, engine, device, threads } = worker;
      reporter.note({ code: 'taken', worker: id, engine, device, threads });
      const final = await this.#train(reporter, checkpoint);
      return await this.#settle(final, reporter);
    } finally {
      clearInterval(attending);
      reporter.abandon();
    }
  }

  /** Says that the run is in hand here, and obeys what its record says by now. */
  async #attend(): Promise<void> {
    const { redis, worker, limits } = this.#deps;
    const standing = await attendRun(redis, this.#run.id, worker.id, limits);
    if (standing === 'lost') this.#stopNow('lost');
    else if (standing === 'cancel') this.cancel();
  }

  async #train(reporter: RunReporter, checkpoint: SavedCheckpoint | null): Promise<FinalReport> {
    const { log, limits, mnist, redis, worker } = this.#deps;
    const order = await readTrainingOrder(this.#run, checkpoint, this.#deps).catch((thrown: unknown) => {
      log.error({ err: thrown, runId: this.#run.id }, 'what the run needs could not be read');
      return { ok: false as const, error: faultOf(thrown) };
    });
    if (!order.ok) return { kind: 'failed', error: order.error };
    if (this.#stop) return STOPPED;
    // One that goes on later learns from the same samples.
    const samplesUntil = checkpoint?.samplesUntil ?? order.value.samples.at(-1)?.at ?? 0;
    const keeper = new CheckpointKeeper({
      intervalMs: limits.checkpointIntervalMs,
      /** Stores a checkpoint after the curve up to it. */
      save: async (reached) => {
        await reporter.flush();
        const packed = packCheckpoint(reached, samplesUntil);
        if (await saveCheckpoint(redis, this.#run.id, worker.id, packed, limits))
          reporter.change({ checkpointEpoch: reached.epoch });
      },
      onError: (error) => log.warn({ err: error, runId: this.#run.id }, 'a checkpoint was not stored'),
    });
    const onReport = (report: TrainingReport) => {
      if (report.kind === 'note') reporter.note(report.note, report.at);
      else if (report.kind === 'dataset') reporter.change({ dataset: report.summary });
      else if (report.kind === 'progress') {
        const { progress, points, epochs, watched } = report;
        reporter.progress(progress, points, epochs, watched);
      } else if (report.kind === 'shelf') void this.#saveShelf(report.shelf);
      else if (report.kind === 'usage') {
        this.#cost.used(report.usage);
        reporter.change({ cost: this.#cost.read() });
      } else if (report.kind === 'checkpoint') keeper.keep(report.checkpoint);
      else if (report.kind === 'mirrors-unreachable') mnist.rememberFailure();
    };
    this.#child = new TrainingChild({
      command: { kind: 'train', order: order.value },
      onReport,
      onStderr: (line) => log.warn({ runId: this.#run.id }, line),
      cancelGraceMs: limits.cancelGraceMs,
      silenceMs: limits.trainingSilenceMs,
    });
    log.info({ runId: this.#run.id, pid: this.#child.pid }, 'training process started');
    const final = await this.#child.ended;
    await keeper.close();
    return final;
  }

  async #settle(final: FinalReport, reporter: RunReporter): Promise<ExecutionOutcome> {
    // A worker that was stopped for a while may come back to a run that another one has finished long ago.
    if (final.kind === 'finished' && !this.#stop) await this.#retry(() => this.#attend());
    if (this.#stop === 'lost') return 'lost';
    if (this.#stop === 'give-back') {
      await this.#toQueue(reporter, { code: 'given_back' });
      return 'returned';
    }
    if (this.#stop === 'cancel') return this.#end(reporter, { state: 'cancelled' }, { code: 'cancelled' });
    if (final.kind !== 'finished') {
      const error: CodedError = final.kind === 'failed' ? final.error : codedError('internal');
      if (error.code === 'run_process_lost' && this.#mayGoOn) {
        this.#deps.log.warn({ runId: this.#run.id, ...error.details }, 'the training process was lost');
        await this.#toQueue(reporter, { code: 'process_lost', signal: String(error.details?.signal) });
        return 'interrupted';
      }
      if (error.code === 'run_cancelled') return this.#end(reporter, { state: 'cancelled' }, { code: 'cancelled' });
      return this.#end(reporter, { state: 'failed', error }, { code: 'failed', error });
    }
    const version = await this.#retry(() => this.#save(final));
    const { test, corrections } = final.evaluation;
    const { accuracy } = test;
    const counts = corrections && { size: corrections.size, right: corrections.right, before: corrections.before };
    return this.#end(
      reporter,
      { state: 'finished', versionId: version.id, testAccuracy: accuracy, corrections: counts ?? null },
      { code: 'finished', seconds: this.#cost.read().wallSeconds, accuracy, model: version.number },
    );
  }

  /** A run that cannot be watched is trained all the same. */
  async #saveShelf(shelf: readonly ShelfDigit[]): Promise<void> {
    const { redis, limits, log } = this.#deps;
    const onError = (error: unknown) => log.warn({ err: error, runId: this.#run.id }, 'a shelf was not stored');
    await saveShelf(redis, this.#run.id, shelf, limits).catch(onError);
  }

  async #toQueue(reporter: RunReporter, why: RunNote): Promise<void> {
    reporter.note(why);
    reporter.change({ state: 'pending', worker: null, progress: QUEUED_PROGRESS, cost: this.#cost.read() });
    // What the store refuses was told already, and whoever takes the run next finds it as it was.
    await reporter.close().catch(() => {});
  }

  async #save({ artifact, evaluation }: Extract<FinalReport, { kind: 'finished' }>): Promise<ModelVersion> {
    const { redis, limits } = this.#deps;
    const { roomId, id, spec } = this.#run;
    const { framing } = spec;
    const parent = spec.parentId !== null && { parent: spec.parentId };
    const card = { ...artifact.card, ...parent, framing, cost: this.#cost.read() };
    await saveEvaluation(redis, id, evaluation, limits);
    const origin: Origin = { roomId, origin: 'run', runId: id, parentId: spec.parentId, framing };
    return storeVersion(redis, origin, { ...artifact, card }, limits);
  }

  async #end(
    reporter: RunReporter,
    patch: Pick<Run, 'state'> & Partial<Pick<Run, 'error' | 'versionId' | 'testAccuracy' | 'corrections'>>,
    last: RunNote,
  ): Promise<ExecutionOutcome> {
    reporter.note(last);
    const { redis, limits, worker } = this.#deps;
    const settled = ({ progress }: Run): RunPatch => ({
      ...patch,
      cost: this.#cost.read(),
      endedAt: Date.now(),
      progress: { ...progress, etaMs: null, ...(patch.state === 'finished' ? { phase: 'done', fraction: 1 } : {}) },
    });
    const mine = (now: Run) => now.worker?.id === worker.id;
    const ended = await this.#retry(async () => {
      // First, for nothing is added to a run that has ended.
      await reporter.close();
      return updateRun(redis, this.#run.id, settled, limits, mine);
    });
    return ended ? 'ended' : 'lost';
  }

  /** Repeats what the store refuses until it takes it: what a run has made is worth the wait. */
  async #retry<T>(write: () => Promise<T>): Promise<T> {
    const { limits, log } = this.#deps;
    for (;;) {
      try {
        return await write();
      } catch (thrown) {
        if (!storageErrorOf(thrown) || this.#stop === 'give-back' || this.#stop === 'lost') throw thrown;
        log.error({ err: thrown, runId: this.#run.id }, 'the store refuses what the run has made; it is tried again');
        await delay(limits.refusedRetryMs);
      }
    }
  }

  #stopNow(why: 'give-back' | 'lost'): void {
    // A run that somebody cancelled does not come back because its worker goes.
    if (this.#stop === null || (this.#stop === 'cancel' && why === 'lost')) this.#stop = why;
    this.#child?.kill();
  }
}
