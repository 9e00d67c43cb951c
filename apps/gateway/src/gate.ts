import { fail, type GateSide, judge, type Limits, type ModelVersion, ok, type Result } from '@inkroom/shared';
import {
  type Clearance,
  type EvaluationQueue,
  type HoldoutMeasurement,
  onlineWorkers,
  readAliases,
  readRoomVersion,
  type WorkAnswers,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';

export interface GateDeps {
  redis: Redis;
  queue: EvaluationQueue;
  answers: WorkAnswers;
  limits: Limits;
}

/**
 * The gate before promotions: has workers measure a version and the champion on the room's holdout and judges the numbers. A
 * room has one measurement at a time under way here, so that it cannot keep the workers from other rooms (R7).
 */
export class Gate {
  /** By room and version: who asks for the same shares the answer. */
  readonly #judging = new Map<string, Promise<Result<Clearance>>>();
  /** By room: the end of its last measurement. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(private readonly deps: GateDeps) {}

  /**
   * @returns the verdict; `version_not_found`; `artifact_corrupt` for a version that no worker can load; `no_recogniser`; or
   *   `gate_unavailable` when measuring takes longer than `gateTimeoutMs`
   */
  judge(roomId: string, versionId: string): Promise<Result<Clearance>> {
    const key = `${roomId}/${versionId}`;
    const underWay = this.#judging.get(key);
    if (underWay) return underWay;
    const judged = this.#inTurn(roomId, () => this.#judge(roomId, versionId)).finally(() => this.#judging.delete(key));
    this.#judging.set(key, judged);
    return judged;
  }

  #inTurn<T>(roomId: string, task: () => Promise<T>): Promise<T> {
    const result = (this.#turns.get(roomId) ?? Promise.resolve()).then(task);
    const turn = result
      .catch(() => {})
      .finally(() => {
        if (this.#turns.get(roomId) === turn) this.#turns.delete(roomId);
      });
    this.#turns.set(roomId, turn);
    return result;
  }

  async #judge(roomId: string, versionId: string): Promise<Result<Clearance>> {
    const { redis, limits } = this.deps;
    const aliases = await readAliases(redis, roomId);
    if (!aliases) return fail('room_not_found');
    const against = aliases.champion;
    const [candidate, champion] = await Promise.all([
      readRoomVersion(redis, roomId, versionId),
      readRoomVersion(redis, roomId, against),
    ]);
    if (!candidate) return fail('version_not_found', { versionId });
    if (!champion) return fail('version_not_found', { versionId: against });
    const measured = await this.#measure(roomId, [versionId, against]);
    if (!measured.ok) return measured;
    const { size, versions } = measured.value;
    const [own, others] = versions as [Result<{ accuracy: number }>, Result<{ accuracy: number }>];
    if (!own.ok) return own;
    const verdict = judge(sideOf(candidate, own, size), sideOf(champion, others, size), limits);
    return ok({ against, verdict });
  }

  async #measure(roomId: string, versionIds: string[]): Promise<Result<HoldoutMeasurement>> {
    const { redis, queue, answers, limits } = this.deps;
    const online = await onlineWorkers(redis, limits);
    if (!online.some(({ duties }) => duties.includes('recognition'))) return fail('no_recogniser');
    const jobId = nanoid();
    const job = { roomId, versionIds, replyTo: answers.channel };
    const measured = await answers.expect<HoldoutMeasurement>(jobId, limits.gateTimeoutMs, () =>
      queue.add('measure', job, { jobId }),
    );
    if (measured) return measured;
    // Nobody waits for it any more. One that is being worked on is locked, and stays.
    await queue.remove(jobId).catch(() => {});
    return fail('gate_unavailable');
  }
}

function sideOf({ metrics, dataset }: ModelVersion, measured: Result<{ accuracy: number }>, size: number): GateSide {
  return {
    metrics,
    source: dataset.source,
    holdout: measured.ok ? { size, accuracy: measured.value.accuracy } : null,
  };
}
