import type { CellRequest } from '@inkroom/store';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Seconds: what a pen feels, and what a class waits for. */
const BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
/** Cells: up to a full batch. */
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64];

/** What a worker counts, for Prometheus. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #options = { registers: [this.registry] };
  readonly #predictions = new Counter({
    name: 'inkroom_predictions_total',
    help: 'Cells that were asked for, by what became of them: read, or empty by then.',
    labelNames: ['outcome'],
    ...this.#options,
  });
  readonly #predictionSeconds = new Histogram({
    name: 'inkroom_prediction_seconds',
    help: 'From asking for a cell to telling its prediction.',
    buckets: BUCKETS,
    ...this.#options,
  });
  readonly #queueSeconds = new Histogram({
    name: 'inkroom_prediction_queue_seconds',
    help: 'From asking for a cell to a worker taking it.',
    buckets: BUCKETS,
    ...this.#options,
  });
  readonly #batchCells = new Histogram({
    name: 'inkroom_prediction_batch_cells',
    help: 'Cells that were read together.',
    buckets: BATCH_BUCKETS,
    ...this.#options,
  });
  readonly #runsEnded = new Counter({
    name: 'inkroom_runs_ended_total',
    help: 'Runs that ended on this worker, by state.',
    labelNames: ['state'],
    ...this.#options,
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // A rate of what has never happened would be missing.
    for (const outcome of ['read', 'empty']) this.#predictions.inc({ outcome }, 0);
    for (const state of ['finished', 'failed', 'cancelled']) this.#runsEnded.inc({ state }, 0);
  }

  /** A batch of cells has been read. @param read for each whether there was something to read. @param takenAt ms since the epoch */
  batchRead(asked: readonly CellRequest[], read: readonly boolean[], takenAt: number): void {
    const now = Date.now();
    this.#batchCells.observe(asked.length);
    for (const [i, { queuedAt }] of asked.entries()) {
      this.#predictions.inc({ outcome: read[i] ? 'read' : 'empty' });
      if (!read[i]) continue;
      // Clocks of two machines may differ by more than a queue takes.
      this.#queueSeconds.observe(Math.max(0, takenAt - queuedAt) / 1000);
      this.#predictionSeconds.observe(Math.max(0, now - queuedAt) / 1000);
    }
  }

  runEnded(state: string): void {
    this.#runsEnded.inc({ state });
  }
}
