/**
 * Paces one connection: `perSecond` messages in the long run, `burst` at once. Asked for every message of ink, so it is
 * plain arithmetic: a limiter that answers by a promise and keeps a timer for each key costs more than the message.
 */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    readonly perSecond: number,
    readonly burst: number,
    now: number,
  ) {
    this.#tokens = burst;
    this.#at = now;
  }

  /**
   * Takes `cost` tokens if there are as many.
   * @param now ms, never going back
   * @returns 0, or after how many ms there will be enough
   */
  take(cost: number, now: number): number {
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) / 1000) * this.perSecond);
    this.#at = now;
    if (this.#tokens >= cost) {
      this.#tokens -= cost;
      return 0;
    }
    return Math.ceil(((cost - this.#tokens) / this.perSecond) * 1000);
  }
}
