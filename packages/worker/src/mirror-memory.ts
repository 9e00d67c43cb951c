import type { MnistOrder } from './training/training-messages.js';

/**
 * Where MNIST may be had from, with the mirrors left out for a while after none could be reached: on a machine without a
 * way to them every run would wait for them anew.
 */
export class MirrorMemory {
  #closedUntil = -Infinity;

  constructor(
    readonly folders: Omit<MnistOrder, 'tryMirrors'>,
    readonly retryMs: number,
    readonly now: () => number = () => performance.now(),
  ) {}

  source(): MnistOrder {
    return { ...this.folders, tryMirrors: this.now() >= this.#closedUntil };
  }

  rememberFailure(): void {
    this.#closedUntil = this.now() + this.retryMs;
  }
}
