import type { MnistSource } from '@inkroom/engine';

/**
 * Where MNIST may be had from, with the mirrors left out for a while after none could be reached: on a machine without a
 * way to them every run would wait for them anew.
 */
export class MirrorMemory {
  #closedUntil = -Infinity;

  constructor(
    readonly configured: MnistSource,
    readonly retryMs: number,
    readonly now: () => number = () => performance.now(),
  ) {}

  source(): MnistSource {
    return this.now() < this.#closedUntil ? { ...this.configured, mirrors: [] } : this.configured;
  }

  rememberFailure(): void {
    this.#closedUntil = this.now() + this.retryMs;
  }
}
