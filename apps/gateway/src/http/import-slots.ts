import type { Limits } from '@inkroom/shared';

/**
 * Who may bring a file in: one at a time for each room, so that none can keep the workers from the others (R7); some for each
 * address, so that one which opens rooms for it cannot either; and so many in all that their files cannot fill the gateway's
 * memory. A slot is taken before the file's first byte is kept.
 */
export class ImportSlots {
  /** The address that brings a room's file, by room. */
  readonly #rooms = new Map<string, string>();

  constructor(private readonly limits: Pick<Limits, 'importsAtOnceMax' | 'importsPerAddressMax'>) {}

  /** @returns what gives the slot back, or null when there is none */
  take(roomId: string, address: string): (() => void) | null {
    const { importsAtOnceMax, importsPerAddressMax } = this.limits;
    const own = [...this.#rooms.values()].filter((other) => other === address).length;
    if (this.#rooms.has(roomId) || own >= importsPerAddressMax || this.#rooms.size >= importsAtOnceMax) return null;
    this.#rooms.set(roomId, address);
    return () => this.#rooms.delete(roomId);
  }
}
