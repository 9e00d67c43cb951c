/**
 * Gathers what comes within a tick into one call. The first after a pause goes out at once (a turn of the event loop later,
 * so that what arrived together leaves together); then at most one each `intervalMs()`.
 */
export class Tick {
  #lastAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly intervalMs: () => number,
    private readonly flush: () => void,
  ) {}

  request(): void {
    if (this.#cancel) return;
    const wait = this.#lastAt + this.intervalMs() - performance.now();
    const run = () => {
      this.#cancel = null;
      this.#lastAt = performance.now();
      this.flush();
    };
    if (wait > 0) {
      const timer = setTimeout(run, wait);
      this.#cancel = () => clearTimeout(timer);
    } else {
      const turn = setImmediate(run);
      this.#cancel = () => clearImmediate(turn);
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
