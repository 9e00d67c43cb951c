import type { Checkpoint } from '@inkroom/engine';

export interface CheckpointKeeperOptions {
  /** Shortest time between two that are stored, ms. */
  intervalMs: number;
  /** Stores one. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** One could not be stored; unless there is a newer one by then, it is tried again. */
  onError(error: unknown): void;
}

/**
 * Stores a run's checkpoints, one after the other and not too often: the first one at once, then the newest there is.
 * Those in between go, for nothing goes on from them; so no more than one waits, however long the store is away.
 */
export class CheckpointKeeper {
  readonly #options: CheckpointKeeperOptions;
  #newest: Checkpoint | null = null;
  #saving: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #nextAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: CheckpointKeeperOptions) {
    this.#options = options;
  }

  keep(checkpoint: Checkpoint): void {
    if (this.#closed) return;
    this.#newest = checkpoint;
    this.#schedule();
  }

  /** Stores the last one, if it is not stored yet; none is taken after it. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#saving;
    await this.#save();
  }

  #schedule(): void {
    if (this.#closed || this.#timer || this.#saving || !this.#newest) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#saving = this.#save().finally(() => {
          this.#saving = null;
          this.#schedule();
        });
      },
      Math.max(0, this.#nextAt - performance.now()),
    );
  }

  async #save(): Promise<void> {
    const checkpoint = this.#newest;
    if (!checkpoint) return;
    this.#newest = null;
    const { intervalMs, save, onError } = this.#options;
    this.#nextAt = performance.now() + intervalMs;
    try {
      await save(checkpoint);
    } catch (error) {
      this.#newest ??= checkpoint;
      onError(error);
    }
  }
}
