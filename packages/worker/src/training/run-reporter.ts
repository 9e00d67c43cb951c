import {
  type EpochPoint,
  type Limits,
  logLine,
  type Run,
  type RunLogLine,
  type RunNote,
  type RunPoint,
  type RunProgress,
  type WatchPoint,
} from '@inkroom/shared';
import { appendSeries, type RunPatch, type StoreClock, updateRun } from '@inkroom/store';
import type { Redis } from 'ioredis';

export interface RunReporterOptions {
  redis: Redis;
  run: Pick<Run, 'id' | 'roomId'>;
  workerId: string;
  /** People read the log beside other machines' words. */
  clock: StoreClock;
  limits: Limits;
  /** The run has ended or is another worker's by now: whatever is reported goes nowhere. */
  onLost(): void;
  /** The store refused a report; told once until it takes one again, for it is tried again with the next one. */
  onError(error: unknown): void;
}

/**
 * Carries a run's progress to the store, at most every `progressIntervalMs`: what comes in between is gathered. While the
 * store is away it gathers too, so that a curve has no hole afterwards.
 */
export class RunReporter {
  readonly #options: RunReporterOptions;
  #patch: RunPatch = {};
  #points: RunPoint[] = [];
  #epochs: EpochPoint[] = [];
  #watched: WatchPoint[] = [];
  #log: RunLogLine[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<unknown> = Promise.resolve(null);
  #closed = false;
  #isRefused = false;

  constructor(options: RunReporterOptions) {
    this.#options = options;
  }

  progress(
    progress: RunProgress,
    points: readonly RunPoint[],
    epochs: readonly EpochPoint[],
    watched: readonly WatchPoint[] = [],
  ): void {
    this.#patch.progress = progress;
    this.#points.push(...points);
    this.#epochs.push(...epochs);
    this.#watched.push(...watched);
    this.#schedule();
  }

  /** @param at when, by this machine's clock */
  note(note: RunNote, at = Date.now()): void {
    this.#log.push(logLine(note, this.#options.clock.at(at)));
    this.#schedule();
  }

  change(patch: RunPatch): void {
    Object.assign(this.#patch, patch);
    this.#schedule();
  }

  /**
   * Writes all there is, so that what is stored after it is not ahead of the curve.
   * @throws what the store refused it with; nothing is lost by that, the next write gives it again
   */
  async flush(): Promise<void> {
    const refusal = await this.#writeNext();
    if (refusal !== null) throw refusal;
  }

  /**
   * Writes what is left; nothing is taken after it. May be called again where it was refused.
   * @throws what the store refused it with
   */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.flush();
  }

  /** Forgets what is left and stops. */
  abandon(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      void this.#writeNext().finally(() => {
        this.#timer = null;
        if (this.#hasNews()) this.#schedule();
      });
    }, this.#options.limits.progressIntervalMs);
  }

  #hasNews(): boolean {
    const { length } = [...this.#points, ...this.#epochs, ...this.#watched, ...this.#log, ...Object.keys(this.#patch)];
    return length > 0;
  }

  /**
   * Writes what there is once all that is being written is done: a curve is stored in its order.
   * @returns what the store refused it with, else null
   */
  #writeNext(): Promise<unknown> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<unknown> {
    const { redis, run, workerId, limits, onLost, onError } = this.#options;
    const patch = this.#patch;
    const points = this.#points;
    const epochs = this.#epochs;
    const watched = this.#watched;
    const log = this.#log;
    this.#patch = {};
    this.#points = [];
    this.#epochs = [];
    this.#watched = [];
    this.#log = [];
    try {
      if (Object.keys(patch).length > 0) {
        const mine = (now: Run) => now.worker?.id === workerId;
        if (!(await updateRun(redis, run.id, patch, limits, mine))) {
          onLost();
          return null;
        }
      }
      await appendSeries(redis, run, { points, epochs, watched, log }, limits);
      this.#isRefused = false;
      return null;
    } catch (error) {
      // Before what came meanwhile; the store keeps no more than the newest, so neither does this.
      const { runPointsMax, runLogLinesMax } = limits;
      this.#patch = { ...patch, ...this.#patch };
      this.#points = [...points, ...this.#points].slice(-runPointsMax);
      this.#epochs = [...epochs, ...this.#epochs].slice(-runPointsMax);
      this.#watched = [...watched, ...this.#watched].slice(-runPointsMax);
      this.#log = [...log, ...this.#log].slice(-runLogLinesMax);
      if (!this.#isRefused) onError(error);
      this.#isRefused = true;
      return error;
    }
  }
}
