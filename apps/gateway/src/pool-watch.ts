import type { Limits, PoolStatus } from '@inkroom/shared';
import { listPools, type TrainingQueues } from '@inkroom/store';
import type { Redis } from 'ioredis';

/** Knows which workers are online, and says when that changes. */
export class PoolWatch {
  #latest: PoolStatus[] | null = null;
  #text = '';

  constructor(
    private readonly redis: Redis,
    private readonly queues: TrainingQueues,
    private readonly limits: Limits,
    private readonly changed: (pools: PoolStatus[]) => void,
  ) {}

  /** Reads the workers' heartbeats; to be repeated every `workerHeartbeatMs`. */
  async check(): Promise<PoolStatus[]> {
    const pools = await listPools(this.redis, this.queues, this.limits);
    const text = JSON.stringify(pools);
    const isNews = text !== this.#text && this.#latest !== null;
    this.#text = text;
    this.#latest = pools;
    if (isNews) this.changed(pools);
    return pools;
  }

  /** As of the last check: at most `workerHeartbeatMs` old while the store answers. */
  async latest(): Promise<PoolStatus[]> {
    return this.#latest ?? this.check();
  }
}
