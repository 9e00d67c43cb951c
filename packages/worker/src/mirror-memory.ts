import type { MnistOrder } from './training/training-messages.js';

/** For so long no run tries mirrors that could not be reached: a class behind a firewall waits once. */
const RETRY_MS = 10 * 60_000;

/**
 * Where MNIST may be had from, with the mirrors left out for a while after none could be reached: on a machine without a
 * way to them every run would wait for them anew.
 */
export class MirrorMemory {
  #closedUntil = -Infinity;

  constructor(
    readonly folders: Omit<MnistOrder, 'tryMirrors'>,
    readonly now: () => number = () => performance.now(),
  ) {}

  source(): MnistOrder {
    return { ...this.folders, tryMirrors: this.now() >= this.#closedUntil };
  }

  rememberFailure(): void {
    this.#closedUntil = this.now() + RETRY_MS;
  }
}
