import { type Drawing, fail, IMAGE_SIZE, type Limits, ok, type Result, renderStrokes } from '@inkroom/shared';
import { type DrawingPredictions, PREDICT_QUEUE, type PredictJob } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { answerJob } from '../answer-job.js';
import { openWorker, type Worker } from '../open-worker.js';
import { whileAwaited } from '../while-awaited.js';
import { infer, type Models } from './infer.js';
import type { RecognitionWorker } from './recognition-worker.js';

export interface PredictWorkerOptions {
  redis: Redis;
  limits: Limits;
  models: Models;
  recognition: Pick<RecognitionWorker, 'idle'>;
  log: Logger;
}

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Predicts drawings that are sent from outside rooms, one at a time, while its process has no cell in hand: ink that people write
 * together waits for one of them at most.
 */
export class PredictWorker {
  readonly #options: PredictWorkerOptions;
  readonly #worker: Worker<PredictJob>;

  constructor(options: PredictWorkerOptions) {
    this.#options = options;
    const { redis, log } = options;
    this.#worker = openWorker<PredictJob>(
      PREDICT_QUEUE,
      ({ id, data }) =>
        answerJob(redis, id!, data, () => whileAwaited(redis, id!, (signal) => this.#predict(data, signal))),
      options,
    );
    this.#worker.on('error', (error) => log.warn({ err: error }, 'predict queue'));
    this.#worker.on('failed', (job, error) => log.error({ err: error, job: job?.id }, 'a drawing was not predicted'));
  }

  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }

  /** @returns why the version cannot be used; `timeout` when nobody waits for it any more */
  async #predict({ versionId, drawing }: PredictJob, signal: AbortSignal): Promise<Result<DrawingPredictions>> {
    const { models, recognition } = this.#options;
    await recognition.idle(signal).catch(() => {});
    if (signal.aborted) return fail('timeout');
    const start = performance.now();
    const images = imagesOf(drawing);
    const rasteriseMs = performance.now() - start;
    const inferred = await infer(models, versionId, images, images.length / PIXELS);
    return inferred.ok ? ok({ ...inferred.value, rasteriseMs }) : inferred;
  }
}

function imagesOf(drawing: Drawing): Float32Array {
  if ('pixels' in drawing) return Float32Array.from(drawing.pixels);
  const { strokes, framings } = drawing;
  const images = new Float32Array(framings.length * PIXELS);
  for (const [i, framing] of framings.entries()) images.set(renderStrokes(strokes, framing), i * PIXELS);
  return images;
}
