/** Share of a run's time that watching it may cost. */
const SHARE = 0.05;
/** Points of an epoch. */
const PER_EPOCH = 10;

/**
 * When a run is looked at while it learns: ten times an epoch, as far as that costs no more than a twentieth of its time. The look at an epoch's
 * end is made in any case, for all is measured then, and counts.
 */
export class RunWatch {
  readonly #stepsPerEpoch: number;
  readonly #now: () => number;
  readonly #started: number;
  #spentMs = 0;
  #lastMs = 0;

  /** @param now ms */
  constructor(stepsPerEpoch: number, now: () => number = () => performance.now()) {
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#now = now;
    this.#started = now();
  }

  /** @param steps that are done of the epoch */
  isDue(steps: number): boolean {
    const tenth = (done: number) => Math.floor((done * PER_EPOCH) / this.#stepsPerEpoch);
    if (steps === this.#stepsPerEpoch || tenth(steps) === tenth(steps - 1)) return false;
    // There has to be time left for the look at the epoch's end.
    return this.#spentMs + 2 * this.#lastMs <= SHARE * (this.#now() - this.#started);
  }

  /** Looks, and counts what that takes. */
  async look<T>(work: () => Promise<T>): Promise<T> {
    const begun = this.#now();
    try {
      return await work();
    } finally {
      this.#lastMs = this.#now() - begun;
      this.#spentMs += this.#lastMs;
    }
  }
}
