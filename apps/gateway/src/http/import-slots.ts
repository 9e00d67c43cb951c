import type { Limits } from '@inkroom/shared';

/**
 * Which files may come in here: one at a time for each room, so that none can keep the workers from the others (R7), and so many in all
 * that they cannot fill the gateway's memory. A slot is taken before the file's first byte is kept.
 */
export class ImportSlots {
  readonly #rooms = new Set<string>();

  constructor(private readonly limits: Pick<Limits, 'importsAtOnceMax'>) {}

  /** @returns what gives the slot back, or null when there is none */
  take(roomId: string): (() => void) | null {
    if (this.#rooms.has(roomId) || this.#rooms.size >= this.limits.importsAtOnceMax) return null;
    this.#rooms.add(roomId);
    return () => this.#rooms.delete(roomId);
  }
}
