/**
 * Gathers what comes within a tick into one call. The first after a pause goes out at once (a turn of the event loop later,
 * so that what arrived together leaves together); then at most one each `intervalMs()`. The call is told how much later than that it comes.
 */
export class Tick {
  #lastAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly intervalMs: () => number,
    private readonly flush: (lateMs: number) => void,
  ) {}

  request(): void {
    if (this.#cancel) return;
    const now = performance.now();
    const wait = this.#lastAt + this.intervalMs() - now;
    const dueAt = now + Math.max(0, wait);
    const run = () => {
      this.#cancel = null;
      this.#lastAt = performance.now();
      this.flush(Math.max(0, this.#lastAt - dueAt));
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
