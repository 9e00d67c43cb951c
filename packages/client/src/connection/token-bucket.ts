/** How fast tokens come back and how many can be saved up. */
export interface BucketSize {
  perSecond: number;
  burst: number;
}

/** Spends at most `burst` tokens at once and `perSecond` in the long run. Time is given from outside, in ms. */
export class TokenBucket {
  readonly #size: () => BucketSize;
  #tokens: number;
  #at: number;

  /** @param size asked each time, for the limits in force are learnt on joining */
  constructor(size: () => BucketSize, now: number) {
    this.#size = size;
    this.#tokens = size().burst;
    this.#at = now;
  }

  /** Takes one token. @returns 0, or the milliseconds until there will be one when there is none */
  take(now: number): number {
    const { perSecond, burst } = this.#size();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1000) / perSecond);
    this.#tokens -= 1;
    return 0;
  }
}
