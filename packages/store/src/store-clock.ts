import type { Redis } from 'ioredis';

/** The time of the store, ms since the epoch: what people read of several machines is told by this one clock. */
export async function storeTime(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Math.round(Number(seconds) * 1000 + Number(micros) / 1000);
}

/** The time of the store, told without asking it: what gateways and workers on several machines agree on. */
export class StoreClock {
  /** What the store's clock is ahead of this machine's, ms. */
  #offset = 0;

  /** ms since the epoch */
  now(): number {
    return this.at(Date.now());
  }

  /** The store's time when this machine's clock told `here`. */
  at(here: number): number {
    return Math.round(here + this.#offset);
  }

  /** Measures the offset; to be repeated, for clocks drift and are set. Right to half of what the answer takes. */
  async measure(redis: Redis): Promise<void> {
    const asked = Date.now();
    const told = await storeTime(redis);
    this.#offset = told - (asked + Date.now()) / 2;
  }
}
