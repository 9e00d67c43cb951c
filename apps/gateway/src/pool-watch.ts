import type { Limits, PartsStatus, PoolStatus, ServerEvent, ServerEvents, WorkerInfo } from '@inkroom/shared';
import { onlineWorkers, partsDown, poolsOf, type TrainingQueues } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Rooms } from './room/rooms.js';

interface Status {
  pools: PoolStatus[];
  parts: PartsStatus;
}

/** Knows which workers are online and which parts are given up, and tells the rooms when that changes. */
export class PoolWatch {
  #latest: Status | null = null;
  #checkedAt = performance.now();
  /** Until then workers that are not heard of may only not have reached the store yet, ms of `performance.now()`. */
  #patientUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly redis: Redis,
    private readonly queues: TrainingQueues,
    private readonly rooms: Pick<Rooms, 'all'>,
    private readonly limits: Limits,
  ) {}

  /** Reads the workers' heartbeats; to be repeated every `workerHeartbeatMs`. */
  async check(): Promise<PoolStatus[]> {
    const online = await onlineWorkers(this.redis, this.limits);
    const [pools, down] = await Promise.all([poolsOf(this.queues, online), partsDown(this.redis)]);
    const before = this.#latest;
    const parts = { predicting: this.#isPredicting(online), down };
    this.#latest = { pools, parts };
    if (before) {
      this.#tellChange('pools.changed', before.pools, pools);
      this.#tellChange('parts.changed', before.parts, parts);
    }
    return pools;
  }

  /** As of the last check: at most `workerHeartbeatMs` old while the store answers. */
  async latest(): Promise<PoolStatus[]> {
    return this.#latest?.pools ?? this.check();
  }

  /** Of the same moment. */
  async parts(): Promise<PartsStatus> {
    await this.latest();
    return this.#latest!.parts;
  }

  /** After a time without a look, as while the store was away, workers get a moment to be heard of again. */
  #isPredicting(online: readonly WorkerInfo[]): boolean {
    const now = performance.now();
    if (now - this.#checkedAt > this.limits.workerExpiryMs) this.#patientUntil = now + this.limits.workerExpiryMs;
    this.#checkedAt = now;
    if (online.some(({ duties }) => duties.includes('recognition'))) return true;
    return now < this.#patientUntil && (this.#latest?.parts.predicting ?? false);
  }

  #tellChange<E extends ServerEvent>(event: E, before: ServerEvents[E], now: ServerEvents[E]): void {
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    for (const room of this.rooms.all()) room.audience.tell(event, now);
  }
}
