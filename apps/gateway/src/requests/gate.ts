import {
  type Clearance,
  fail,
  type GateSide,
  type GateVerdict,
  judge,
  type Limits,
  type ModelVersion,
  ok,
  type Result,
} from '@inkroom/shared';
import {
  type EvaluationJob,
  type EvaluationQueue,
  type HoldoutMeasurement,
  type MeasuredVersion,
  onlineWorkers,
  readRoomHead,
  readRoomVersion,
  type WorkAnswers,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { Turns } from './turns.js';

export interface GateDeps {
  redis: Redis;
  queue: EvaluationQueue;
  answers: WorkAnswers;
  limits: Limits;
}

/**
 * The gate before promotions: has workers measure a version and the champion on the room's holdout and judges the numbers. A
 * room has one measurement at a time under way here, so that it cannot keep the workers from other rooms (R7). A promotion
 * goes before whoever only wants to know, of whom one waits at most: however often they ask, it waits for one measurement.
 */
export class Gate {
  /** By room, version and urgency: who asks for the same shares the answer. */
  readonly #judging = new Map<string, Promise<Result<Clearance>>>();
  /** By room. */
  readonly #turns = new Map<string, Turns>();

  constructor(private readonly deps: GateDeps) {}

  /**
   * @param options.urgent for a promotion
   * @returns the verdict; `version_not_found`; `artifact_corrupt` for a version that no worker can load; `no_recogniser`;
   *   `gate_unavailable` when waiting for the room's turn and measuring take longer than `gateTimeoutMs`; or `gate_busy`
   *   when it is not urgent and another such waits already
   */
  judge(roomId: string, versionId: string, { urgent = false } = {}): Promise<Result<Clearance>> {
    const keyOf = (urgency: boolean) => `${roomId}/${versionId}/${urgency}`;
    // A promotion does not share what began to wait before it, and so has to end before it.
    const underWay = this.#judging.get(keyOf(true)) ?? (urgent ? undefined : this.#judging.get(keyOf(false)));
    if (underWay) return underWay;
    const key = keyOf(urgent);
    const judged = this.#inTurn(roomId, urgent, (timeoutMs) => this.#judge(roomId, versionId, timeoutMs)).finally(() =>
      this.#judging.delete(key),
    );
    this.#judging.set(key, judged);
    return judged;
  }

  /**
   * What a host's override goes by: as `judge` for a promotion, but a holdout that cannot be measured in time, or a turn
   * that does not come, is no hindrance. Then the version only has to load, and the verdict says that its holdout was not
   * measured.
   */
  async override(roomId: string, versionId: string): Promise<Result<Clearance>> {
    const judged = await this.judge(roomId, versionId, { urgent: true });
    if (judged.ok || judged.error.code !== 'gate_unavailable') return judged;
    const loaded = await this.#judge(roomId, versionId, this.deps.limits.gateLoadMs, { loadOnly: true });
    return loaded.ok ? ok({ ...loaded.value, verdict: withoutHoldout(loaded.value.verdict) }) : loaded;
  }

  /** @param task gets the time that is left, ms */
  async #inTurn<T>(
    roomId: string,
    urgent: boolean,
    task: (timeoutMs: number) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const { gateTimeoutMs, workerHeartbeatMs } = this.deps.limits;
    const start = performance.now();
    const turns = this.#turns.get(roomId) ?? new Turns();
    this.#turns.set(roomId, turns);
    if (!urgent && turns.patientCount > 0) return fail('gate_busy', { retryAfterMs: workerHeartbeatMs });
    const end = await turns.take(urgent, gateTimeoutMs);
    if (!end) return fail('gate_unavailable');
    try {
      return await task(Math.max(0, gateTimeoutMs - (performance.now() - start)));
    } finally {
      end();
      if (turns.isIdle) this.#turns.delete(roomId);
    }
  }

  async #judge(
    roomId: string,
    versionId: string,
    timeoutMs: number,
    { loadOnly = false } = {},
  ): Promise<Result<Clearance>> {
    const { redis, limits } = this.deps;
    const head = await readRoomHead(redis, roomId);
    if (!head) return fail('room_not_found');
    const { champion: against, best } = head;
    const [candidate, champion, bestVersion] = await Promise.all(
      [versionId, against, best].map((id) => readRoomVersion(redis, roomId, id)),
    );
    if (!candidate) return fail('version_not_found', { versionId });
    if (!champion) return fail('version_not_found', { versionId: against });
    const measured = await this.#measure({ roomId, versionIds: [versionId, against], loadOnly }, timeoutMs);
    if (!measured.ok) return measured;
    const { size, corrections: counted, versions } = measured.value;
    const [own, others] = versions as [Result<MeasuredVersion>, Result<MeasuredVersion>];
    if (!own.ok) return own;
    const side = sideOf(champion, others, size);
    // One that is gone cannot be compared with.
    const yardstick = bestVersion ? { metrics: bestVersion.metrics, source: bestVersion.dataset.source } : side;
    const verdict = judge(sideOf(candidate, own, size), { champion: side, best: yardstick }, limits);
    const isOther = best !== against && yardstick !== side && yardstick.source === candidate.dataset.source;
    const both = (what: 'drawings' | 'corrections') =>
      others.ok && { candidate: own.value[what], champion: others.value[what] };
    const [drawings, corrections] = [both('drawings'), both('corrections')];
    const told = {
      ...verdict,
      ...(isOther ? { best } : {}),
      ...(isMeasured(drawings) ? { drawings } : {}),
      ...(isMeasured(corrections) && counted > 0 ? { corrections: { size: counted, ...corrections } } : {}),
    };
    return ok({ against, best, verdict: told });
  }

  async #measure(wanted: Omit<EvaluationJob, 'replyTo'>, timeoutMs: number): Promise<Result<HoldoutMeasurement>> {
    const { redis, queue, answers, limits } = this.deps;
    const online = await onlineWorkers(redis, limits);
    if (!online.some(({ duties }) => duties.includes('recognition'))) return fail('no_recogniser');
    const measured = await answers.ask<HoldoutMeasurement, EvaluationJob>(redis, queue, wanted, { timeoutMs });
    return measured ?? fail('gate_unavailable');
  }
}

/** A verdict for which nobody looked at the room's holdout. */
function withoutHoldout({ checks, best }: GateVerdict): GateVerdict {
  const unknown = { passed: false, candidate: null, champion: null, floor: null };
  return {
    passed: false,
    ...(best === undefined ? {} : { best }),
    checks: checks.map((check) => (check.name === 'holdout' ? { name: check.name, ...unknown } : check)),
  };
}

function isMeasured(
  sides: false | { candidate: number | null; champion: number | null },
): sides is { candidate: number; champion: number } {
  return sides !== false && sides.candidate !== null && sides.champion !== null;
}

function sideOf({ metrics, dataset }: ModelVersion, measured: Result<{ accuracy: number }>, size: number): GateSide {
  return {
    metrics,
    source: dataset.source,
    holdout: measured.ok ? { size, accuracy: measured.value.accuracy } : null,
  };
}
