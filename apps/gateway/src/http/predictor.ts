import {
  type Decision,
  decisionOf,
  fail,
  type Limits,
  ok,
  type PredictAnswer,
  type PredictQuestion,
  type Result,
} from '@inkroom/shared';
import {
  type DrawingPredictions,
  isShippedVersion,
  type PredictJob,
  type PredictQueue,
  readRoomVersion,
  roomKeys,
  takeAllowance,
  type WorkAnswers,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { PoolWatch } from '../pool-watch.js';

export interface PredictorDeps {
  redis: Redis;
  queue: PredictQueue;
  answers: WorkAnswers;
  pools: Pick<PoolWatch, 'parts'>;
  limits: Limits;
}

const MINUTE_MS = 60_000;
/** What one address may have of the drawings that wait at a time. */
const ADDRESS_SHARE = 0.25;

/** Has workers predict drawings of people who are in no room. */
export class Predictor {
  /** How many drawings wait, by address. */
  readonly #waiting = new Map<string, number>();

  constructor(private readonly deps: PredictorDeps) {}

  /**
   * Lets an address ask, as often as it may over all gateways (R7).
   * @returns `too_many_predictions`, with `retryAfterMs`
   */
  async admit(address: string): Promise<Result<null>> {
    const { redis, limits } = this.deps;
    const { predictionsPerAddressPerMinute: max } = limits;
    const retryAfterMs = await takeAllowance(redis, address, { of: 'predictions', max, windowMs: MINUTE_MS });
    return retryAfterMs === 0 ? ok(null) : fail('too_many_predictions', { retryAfterMs });
  }

  /**
   * Has a drawing predicted, as many at a time as an address may have waiting (R7).
   * @param signal ends the wait early
   * @returns `too_many_predictions` or `rate_limited`, with `retryAfterMs`; `no_recogniser`; `room_not_found`; `version_not_found` for one
   *   that is neither shipped nor the room's;
   *   why the version cannot be used; `timeout` when no worker comes to it within `predictionTimeoutMs`
   */
  async predict(address: string, question: PredictQuestion, signal: AbortSignal): Promise<Result<PredictAnswer>> {
    const { predictionsAtOnceMax, workerHeartbeatMs: retryAfterMs } = this.deps.limits;
    const own = this.#waiting.get(address) ?? 0;
    const all = [...this.#waiting.values()].reduce((sum, count) => sum + count, 0);
    if (all >= predictionsAtOnceMax) return fail('rate_limited', { retryAfterMs });
    if (own >= Math.ceil(predictionsAtOnceMax * ADDRESS_SHARE)) return fail('too_many_predictions', { retryAfterMs });
    this.#waiting.set(address, own + 1);
    try {
      return await this.#ask(question, signal);
    } finally {
      this.#end(address);
    }
  }

  #end(address: string): void {
    const left = this.#waiting.get(address)! - 1;
    if (left > 0) this.#waiting.set(address, left);
    else this.#waiting.delete(address);
  }

  /** Whoever can name a room may ask its versions, as they may take them home. */
  async #versionOf(room: string | null, asked: string | null): Promise<Result<string>> {
    const { redis } = this.deps;
    const champion = room === null ? null : await redis.hget(roomKeys(room).meta, 'champion');
    if (room !== null && champion === null) return fail('room_not_found');
    const version = asked ?? champion!;
    const isUsable = room === null ? isShippedVersion(redis, version) : readRoomVersion(redis, room, version);
    return (await isUsable) ? ok(version) : fail('version_not_found', { versionId: version });
  }

  async #ask({ room, version: asked, drawing }: PredictQuestion, signal: AbortSignal): Promise<Result<PredictAnswer>> {
    const { redis, queue, answers, pools, limits } = this.deps;
    const start = performance.now();
    if (!(await pools.parts()).predicting) return fail('no_recogniser');
    const found = await this.#versionOf(room, asked);
    if (!found.ok) return found;
    const version = found.value;
    const job = { versionId: version, drawing };
    const timeoutMs = limits.predictionTimeoutMs;
    const read = await answers.ask<DrawingPredictions, PredictJob>(redis, queue, job, { timeoutMs, signal });
    if (!read) return fail('timeout');
    if (!read.ok) return read;
    const { predictions, rasteriseMs, inferMs } = read.value;
    const framings = 'pixels' in drawing ? [null] : drawing.framings;
    const totalMs = performance.now() - start;
    return ok({
      version,
      predictions: predictions.map(({ digit, scores }, i) => ({
        framing: framings[i]!,
        decision: roundedDecision(scores),
        digit,
        scores: scores.map((score) => rounded(score, 1e6)),
      })),
      times: {
        queueMs: rounded(Math.max(0, totalMs - rasteriseMs - inferMs), 1e3),
        rasteriseMs: rounded(rasteriseMs, 1e3),
        inferMs: rounded(inferMs, 1e3),
        totalMs: rounded(totalMs, 1e3),
      },
    });
  }
}

function roundedDecision(scores: readonly number[]): Decision {
  const decision = decisionOf(scores);
  return { ...decision, score: rounded(decision.score, 1e6) };
}

/** People read it, too: a millionth of a score and a microsecond are enough. */
function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
