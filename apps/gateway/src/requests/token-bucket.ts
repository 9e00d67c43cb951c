/**
 * Paces one connection: `perSecond` messages, or bytes, in the long run, `burst` at once. Asked for every message of ink, so it is
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
    const wait = this.waitFor(cost, now);
    if (wait === 0) this.#tokens -= cost;
    return wait;
  }

  /** Takes `cost` tokens whether there are as many or not: what has come has come. */
  spend(cost: number, now: number): void {
    this.#fill(now);
    this.#tokens -= cost;
  }

  /** How many tokens were spent that were not there. */
  get owed(): number {
    return Math.max(0, -this.#tokens);
  }

  /** @returns after how many ms there will be `cost` tokens; 0 when there are */
  waitFor(cost: number, now: number): number {
    this.#fill(now);
    return Math.max(0, Math.ceil(((cost - this.#tokens) / this.perSecond) * 1000));
  }

  #fill(now: number): void {
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) / 1000) * this.perSecond);
    this.#at = now;
  }
}
