import { generateDigitStrokes, inTurns } from '@inkroom/engine/recogniser';
import {
  CORRECTIONS_COMPARED,
  DIGITS,
  type Framing,
  fail,
  IMAGE_SIZE,
  type Ink,
  type Limits,
  ok,
  type Result,
  renderStrokes,
  type Sample,
} from '@inkroom/shared';
import {
  EVALUATION_QUEUE,
  type EvaluationJob,
  type HoldoutMeasurement,
  type MeasuredVersion,
  readFraming,
  readPartSamples,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { answerJob } from './answer-job.js';
import { openWorker, type Worker } from './open-worker.js';
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
/** The newest drawings of a holdout are measured: two models read so many in about a second. */
const HOLDOUT_MAX = 2_000;
/** Generated drawings that show whether a model reads drawings at all: half a percentage point is five of them. */
const DRAWINGS = 1000;
/** Far from the seeds of those that runs learn from. */
const DRAWINGS_SEED = 0x2000_0000;
/** What the room's corrections may take beyond what the gate judges by, ms: a small part of `gateTimeoutMs`, for its answer waits for them. */
const CORRECTIONS_MS = 1_000;
/** Measurements side by side: a room whose drawings take long does not hold the others' up. */
const CONCURRENCY = 4;

/** Measures versions for the gate, between the cells that its process reads. */
export class EvaluationWorker {
  readonly #options: EvaluationWorkerOptions;
  readonly #worker: Worker<EvaluationJob>;
  /** Drawn once for each framing that is asked for. */
  readonly #drawings = new Map<Framing, Rendered>();

  constructor(options: EvaluationWorkerOptions) {
    this.#options = options;
    const { redis, log } = options;
    this.#worker = openWorker<EvaluationJob>(
      EVALUATION_QUEUE,
      ({ id, data }) =>
        answerJob(redis, id!, data, () => whileAwaited(redis, id!, (signal) => this.#measure(data, signal))),
      options,
      { concurrency: CONCURRENCY },
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
    const { redis, models } = this.#options;
    const framing = await readFraming(redis, roomId);
    const holdout = loadOnly ? [] : await readPartSamples(redis, roomId, ['holdout']);
    const samples = await render(digitsOf(holdout).slice(-HOLDOUT_MAX), framing, signal);
    const drawings = loadOnly ? NOTHING : await this.#drawnDigits(framing, signal);
    if (!samples || !drawings) return fail('gate_unavailable');
    const versions: Result<MeasuredVersion>[] = [];
    for (const versionId of versionIds) {
      const [own, general] = [
        await shareOfRight(models, versionId, samples, signal),
        await shareOfRight(models, versionId, drawings, signal),
      ];
      if (signal.aborted) return fail('gate_unavailable');
      const share = loadOnly || !general.ok ? null : general.value;
      versions.push(own.ok ? ok({ accuracy: own.value, drawings: share, corrections: null }) : own);
    }
    const corrections = loadOnly ? 0 : await this.#countCorrections(roomId, versionIds, versions, framing, signal);
    return ok({ size: samples.labels.length, corrections, versions });
  }

  /**
   * Tells of each version how many of the room's corrections it reads rightly, as far as there is time: the gate does not judge by it.
   * @returns how many corrections that are
   */
  async #countCorrections(
    roomId: string,
    versionIds: readonly string[],
    versions: Result<MeasuredVersion>[],
    framing: Framing,
    awaited: AbortSignal,
  ): Promise<number> {
    const { redis, models } = this.#options;
    const signal = AbortSignal.any([awaited, AbortSignal.timeout(CORRECTIONS_MS)]);
    const latest = await readPartSamples(redis, roomId, ['training', 'holdout'], CORRECTIONS_COMPARED);
    const samples = await render(digitsOf(latest), framing, signal);
    if (!samples) return 0;
    const size = samples.labels.length;
    for (const [i, version] of versions.entries()) {
      const share = await shareOfRight(models, versionIds[i]!, samples, signal);
      if (version.ok && share.ok) version.value.corrections = Math.round(share.value * size);
    }
    return size;
  }

  async #drawnDigits(framing: Framing, signal: AbortSignal): Promise<Rendered | null> {
    const known = this.#drawings.get(framing);
    if (known) return known;
    const digits = Array.from({ length: DRAWINGS }, (_, i) => DIGITS[i % DIGITS.length]!);
    const drawn = digits.map((label, i) => ({ label, strokes: generateDigitStrokes(label, DRAWINGS_SEED + i) }));
    const rendered = await render(drawn, framing, signal);
    if (rendered) this.#drawings.set(framing, rendered);
    return rendered;
  }
}

function digitsOf(samples: readonly Sample[]) {
  return samples.flatMap(({ label, strokes }) => (label === 'not-a-digit' ? [] : [{ label, strokes }]));
}

/** Drawings as a model takes them: 784 values of 0..1 for each label. */
interface Rendered {
  images: Float32Array;
  labels: readonly number[];
}

const NOTHING: Rendered = { images: new Float32Array(0), labels: [] };

/** @returns null when the signal was aborted */
async function render(
  drawings: readonly { label: number; strokes: readonly Ink[] }[],
  framing: Framing,
  signal: AbortSignal,
): Promise<Rendered | null> {
  const images = new Float32Array(drawings.length * PIXELS);
  const draw = (i: number) => images.set(renderStrokes(drawings[i]!.strokes, framing), i * PIXELS);
  return (await inTurns(drawings.length, draw, signal)) ? { images, labels: drawings.map(({ label }) => label) } : null;
}

async function shareOfRight(
  models: Models,
  versionId: string,
  { images, labels }: Rendered,
  signal: AbortSignal,
): Promise<Result<number>> {
  let right = 0;
  // Of no drawings as well: what cannot be loaded is to be found out here.
  for (let start = 0; start === 0 || start < labels.length; start += CHUNK) {
    if (signal.aborted) return fail('gate_unavailable');
    const chunk = labels.slice(start, start + CHUNK);
    const input = images.slice(start * PIXELS, (start + chunk.length) * PIXELS);
    const inferred = await infer(models, versionId, input, chunk.length);
    if (!inferred.ok) return inferred;
    for (const [i, { digit }] of inferred.value.predictions.entries()) if (digit === chunk[i]) right++;
  }
  return ok(labels.length > 0 ? right / labels.length : 0);
}
