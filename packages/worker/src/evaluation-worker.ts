import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Framing, IMAGE_SIZE, type Limits, ok, type Result, renderStrokes } from '@inkroom/shared';
import {
  type DigitSample,
  EVALUATION_QUEUE,
  type EvaluationJob,
  type HoldoutMeasurement,
  readDigitSamples,
  readFraming,
} from '@inkroom/store';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { answerJob } from './answer-job.js';
import { queueOptions } from './queue-options.js';
import { infer, type Models } from './recognition/infer.js';

export interface EvaluationWorkerOptions {
  redis: Redis;
  limits: Limits;
  models: Models;
  log: Logger;
}

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** Drawings of one inference: the batches of cells that somebody is writing in come in between. */
const CHUNK = 32;

/** Measures versions for the gate, one job at a time. */
export class EvaluationWorker {
  readonly #options: EvaluationWorkerOptions;
  readonly #worker: Worker<EvaluationJob>;

  constructor(options: EvaluationWorkerOptions) {
    this.#options = options;
    const { redis, limits, log } = options;
    this.#worker = new Worker<EvaluationJob>(
      EVALUATION_QUEUE,
      ({ id, data }) => answerJob(redis, id!, data, async () => ok(await this.#measure(data))),
      queueOptions(redis, limits),
    );
    this.#worker.on('error', (error) => log.warn({ err: error }, 'evaluation queue'));
    this.#worker.on('failed', (job, error) => log.error({ err: error, job: job?.data }, 'versions not measured'));
  }

  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }

  async #measure({ roomId, versionIds }: EvaluationJob): Promise<HoldoutMeasurement> {
    const { redis, limits, models } = this.#options;
    const framing = await readFraming(redis, roomId);
    const samples = (await readDigitSamples(redis, roomId, ['holdout'])).slice(-limits.gateHoldoutMax);
    const images = await render(samples, framing);
    const versions: HoldoutMeasurement['versions'] = [];
    for (const versionId of versionIds) versions.push(await shareOfRight(models, versionId, images, samples));
    return { size: samples.length, versions };
  }
}

async function render(samples: readonly DigitSample[], framing: Framing): Promise<Float32Array> {
  const images = new Float32Array(samples.length * PIXELS);
  for (const [i, { strokes }] of samples.entries()) {
    images.set(renderStrokes(strokes, framing), i * PIXELS);
    if (i % CHUNK === CHUNK - 1) await nextTurn();
  }
  return images;
}

async function shareOfRight(
  models: Models,
  versionId: string,
  images: Float32Array,
  samples: readonly DigitSample[],
): Promise<Result<{ accuracy: number }>> {
  let right = 0;
  // An empty holdout as well: what cannot be loaded is to be found out here.
  for (let start = 0; start === 0 || start < samples.length; start += CHUNK) {
    const chunk = samples.slice(start, start + CHUNK);
    const input = images.slice(start * PIXELS, (start + chunk.length) * PIXELS);
    const inferred = await infer(models, versionId, input, chunk.length);
    if (!inferred.ok) return inferred;
    for (const [i, { digit }] of inferred.value.readings.entries()) if (digit === chunk[i]!.label) right++;
  }
  return ok({ accuracy: samples.length > 0 ? right / samples.length : 0 });
}
