import { inTurns } from '@inkroom/engine/recogniser';
import { type Framing, fail, IMAGE_SIZE, type Limits, ok, type Result, renderStrokes } from '@inkroom/shared';
import {
  type DigitSample,
  EVALUATION_QUEUE,
  type EvaluationJob,
  type HoldoutMeasurement,
  QUEUE_PREFIX,
  readDigitSamples,
  readFraming,
} from '@inkroom/store';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { answerJob } from './answer-job.js';
import { infer, type Models } from './recognition/infer.js';
import { whileAwaited } from './while-awaited.js';

export interface EvaluationWorkerOptions {
  redis: Redis;
  limits: Limits;
  models: Models;
  log: Logger;
}

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** Drawings of one inference: the batches of cells that somebody is writing in come in between. */
const CHUNK = 32;
/** Measurements side by side: a room whose drawings take long does not hold the others' up. */
const CONCURRENCY = 4;

/** Measures versions for the gate, between the cells that its process reads. */
export class EvaluationWorker {
  readonly #options: EvaluationWorkerOptions;
  readonly #worker: Worker<EvaluationJob>;

  constructor(options: EvaluationWorkerOptions) {
    this.#options = options;
    const { redis, limits, log } = options;
    this.#worker = new Worker<EvaluationJob>(
      EVALUATION_QUEUE,
      ({ id, data }) =>
        answerJob(redis, id!, data, () => whileAwaited(redis, id!, (signal) => this.#measure(data, signal))),
      {
        connection: redis,
        prefix: QUEUE_PREFIX,
        concurrency: CONCURRENCY,
        lockDuration: limits.trainingLockMs,
        stalledInterval: limits.trainingStalledCheckMs,
      },
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

  /** @returns `gate_unavailable` when nobody waits for it any more */
  async #measure(
    { roomId, versionIds, loadOnly }: EvaluationJob,
    signal: AbortSignal,
  ): Promise<Result<HoldoutMeasurement>> {
    const { redis, limits, models } = this.#options;
    const framing = await readFraming(redis, roomId);
    const holdout = loadOnly ? [] : await readDigitSamples(redis, roomId, ['holdout']);
    const samples = holdout.slice(-limits.gateHoldoutMax);
    const images = await render(samples, framing, signal);
    const versions: HoldoutMeasurement['versions'] = [];
    for (const versionId of versionIds) {
      if (!images || signal.aborted) return fail('gate_unavailable');
      versions.push(await shareOfRight(models, versionId, images, samples, signal));
    }
    return ok({ size: samples.length, versions });
  }
}

/** @returns null when the signal was aborted */
async function render(
  samples: readonly DigitSample[],
  framing: Framing,
  signal: AbortSignal,
): Promise<Float32Array | null> {
  const images = new Float32Array(samples.length * PIXELS);
  const draw = (i: number) => images.set(renderStrokes(samples[i]!.strokes, framing), i * PIXELS);
  return (await inTurns(samples.length, draw, signal)) ? images : null;
}

async function shareOfRight(
  models: Models,
  versionId: string,
  images: Float32Array,
  samples: readonly DigitSample[],
  signal: AbortSignal,
): Promise<Result<{ accuracy: number }>> {
  let right = 0;
  // An empty holdout as well: what cannot be loaded is to be found out here.
  for (let start = 0; start === 0 || start < samples.length; start += CHUNK) {
    if (signal.aborted) return fail('gate_unavailable');
    const chunk = samples.slice(start, start + CHUNK);
    const input = images.slice(start * PIXELS, (start + chunk.length) * PIXELS);
    const inferred = await infer(models, versionId, input, chunk.length);
    if (!inferred.ok) return inferred;
    for (const [i, { digit }] of inferred.value.readings.entries()) if (digit === chunk[i]!.label) right++;
  }
  return ok({ accuracy: samples.length > 0 ? right / samples.length : 0 });
}
