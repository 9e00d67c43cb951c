import type { Attention } from '@inkroom/shared';
import type { Timers } from './timers.js';

const IDLE_MS = 120_000;

/** Tells others whether one is at it: `idle` when nothing was done for a while, `away` while the app is out of sight. */
export class OwnAttention {
  #actedAt = Date.now();
  #isIdle = false;
  #isHidden = false;
  #sent: Attention = 'here';

  /** @param idleMs after how long without doing anything one is idle */
  constructor(
    private readonly send: (attention: Attention) => void,
    private readonly timers: Timers,
    private readonly idleMs = IDLE_MS,
  ) {}

  /** The server takes whoever has just come in to be at it. */
  joined(): void {
    this.#sent = 'here';
    this.#watch(this.idleMs);
    this.#tell();
  }

  act(): void {
    this.#actedAt = Date.now();
    if (!this.#isIdle) return;
    this.#isIdle = false;
    this.#watch(this.idleMs);
    this.#tell();
  }

  setHidden(hidden: boolean): void {
    this.#isHidden = hidden;
    // Whoever comes back to it has done something.
    if (!hidden) this.act();
    this.#tell();
  }

  #watch(ms: number): void {
    this.timers.set('idle', ms, () => {
      const left = this.#actedAt + this.idleMs - Date.now();
      if (left > 0) return this.#watch(left);
      this.#isIdle = true;
      this.#tell();
    });
  }

  #tell(): void {
    const attention = this.#isHidden ? 'away' : this.#isIdle ? 'idle' : 'here';
    if (attention === this.#sent) return;
    this.#sent = attention;
    this.send(attention);
  }
}
