import type { Limits } from '@inkroom/shared';
import {
  type CellRequest,
  publishPredictions,
  RECOGNITION_QUEUE,
  type RecognitionJob,
  readCellInputs,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { openWorker, type Worker } from '../open-worker.js';
import type { WorkerMetrics } from '../worker-metrics.js';
import { Batcher } from './batcher.js';
import type { ModelCache } from './model-cache.js';
import { Recognition } from './recognition.js';

/** A cell takes milliseconds. Those that a killed worker had in hand are found by another within two seconds. */
const LOCK_MS = 750;
const STALLED_CHECK_MS = 250;
/** A busy machine may hold a worker up for a second; a cell that takes workers down with it must not do so for ever. */
const STALLED_MAX = 5;
/** Jobs in hand: of one cell each they still fill a batch. */
const CONCURRENCY = 64;
/**
 * Cells of a room that are read together when many rooms wait: the room's state is read and its predictions are told once for all of them, while
 * eight rooms still share a batch (R7).
 */
const CELLS_A_TURN = 8;
/** One batch waits for Redis while another computes. More only make batches smaller. */
const BATCHES_AT_ONCE = 2;
/** How long a prediction waits for the challenger's, ms. A later one follows on its own. */
const CHALLENGER_DELAY_MS = 10;
/** More cells than the largest page has. Beyond it a slow challenger is left out of predictions. */
const CHALLENGER_BACKLOG_MAX = 512;

export interface RecognitionWorkerOptions {
  /** The queue's. */
  redis: Redis;
  /** By which cells are read and predictions are published. */
  cells: Redis;
  workerId: string;
  limits: Limits;
  models: ModelCache;
  metrics: WorkerMetrics;
  log: Logger;
}

/**
 * Takes cells from the recognition queue, one or several of a room at a time; those of many jobs in hand meet in the batcher.
 */
export class RecognitionWorker {
  readonly #worker: Worker<RecognitionJob>;
  readonly #recognition: Recognition;
  readonly #batcher: Batcher<CellRequest, boolean>;

  constructor({ redis, cells, workerId, limits, models, metrics, log }: RecognitionWorkerOptions) {
    this.#recognition = new Recognition({
      workerId,
      models,
      readCellInputs: (asked) => readCellInputs(cells, asked),
      publish: (byRoom) => publishPredictions(cells, byRoom, limits),
      onModelFailure: (insteadOf, used, error) =>
        log.error({ code: error.code, details: error.details, insteadOf, used }, 'a model could not be used'),
      onChallengerFailure: (versionId, error) =>
        log.warn({ code: error.code, details: error.details, versionId }, 'a challenger could not be used'),
      onLateFailure: (error) => log.warn({ err: error }, 'a late prediction of a challenger was not told'),
      challengerDelayMs: CHALLENGER_DELAY_MS,
      challengerBacklogMax: CHALLENGER_BACKLOG_MAX,
    });
    this.#batcher = new Batcher({
      maxBatchSize: limits.recognitionBatchMax,
      maxQueueDelayMs: limits.recognitionDelayMs,
      instanceCount: BATCHES_AT_ONCE,
      turnOf: ({ roomId }) => roomId,
      turnMax: CELLS_A_TURN,
      run: async (asked) => {
        const takenAt = Date.now();
        const read = await this.#recognition.readBatch(asked);
        metrics.batchRead(asked, read, takenAt);
        return read;
      },
    });
    this.#worker = openWorker<RecognitionJob>(
      RECOGNITION_QUEUE,
      async ({ data: { roomId, cells: asked, queuedAt, trace } }) => {
        await Promise.all(asked.map((cell) => this.#batcher.add({ roomId, ...cell, queuedAt })));
        log.debug({ trace, roomId, cells: asked, tookMs: Math.max(0, Date.now() - queuedAt) }, 'cells read');
      },
      { redis, limits },
      {
        concurrency: CONCURRENCY,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: STALLED_MAX,
      },
    );
    this.#worker.on('error', (error) => log.warn({ err: error }, 'recognition queue'));
    this.#worker.on('failed', (job, error) => log.error({ err: error, job: job?.data }, 'a cell could not be read'));
  }

  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** Waits until no cell is in hand. @throws when the signal is aborted before */
  idle(signal: AbortSignal): Promise<void> {
    return this.#batcher.idle(signal);
  }

  /** Takes no more cells and reads those in hand to the end. */
  async close(): Promise<void> {
    await this.#worker.close();
    await this.#recognition.settled();
  }
}
