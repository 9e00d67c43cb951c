import type { Redis } from 'ioredis';

/** The time of the store, told without asking it: what gateways on several machines agree on. */
export class StoreClock {
  /** What the store's clock is ahead of this machine's, ms. */
  #offset = 0;

  /** ms since the epoch */
  now(): number {
    return Math.round(Date.now() + this.#offset);
  }

  /** Measures the offset; to be repeated, for clocks drift and are set. Right to half of what the answer takes. */
  async measure(redis: Redis): Promise<void> {
    const asked = Date.now();
    const [seconds, micros] = await redis.time();
    this.#offset = Number(seconds) * 1000 + Number(micros) / 1000 - (asked + Date.now()) / 2;
  }
}
