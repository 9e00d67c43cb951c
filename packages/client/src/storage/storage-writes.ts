import type { ClientStorage } from './storage.js';

/** Writes to a client's storage that nobody waits for: one that fails costs the safety against a reload, never the drawing. */
export class StorageWrites {
  readonly #underWay = new Set<Promise<void>>();

  constructor(readonly storage: ClientStorage) {}

  add(write: (storage: ClientStorage) => Promise<void>): void {
    const done = write(this.storage)
      .catch(() => {})
      .finally(() => {
        this.#underWay.delete(done);
      });
    this.#underWay.add(done);
  }

  /** Waits for all that are under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}
