import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '@inkroom/shared';
import { type AddressSlot, releaseSlot, renewSlots, takeSlot } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';

export interface ConnectionSlotsOptions {
  redis: Redis;
  limits: Pick<Limits, 'connectionsPerAddress' | 'addressSlotMs' | 'storageSilenceMs'>;
  isStorageAway: () => boolean;
  log: Logger;
}

/**
 * How many connections each address has, from the handshake on and over all gateways. While the store is away a gateway knows of its own
 * alone: people must be able to come back, and see each other draw.
 */
export class ConnectionSlots {
  readonly #held = new Set<AddressSlot>();

  constructor(private readonly options: ConnectionSlotsOptions) {}

  /** @returns the slot, or null when the address has as many connections as it may */
  async take(address: string): Promise<AddressSlot | null> {
    const { redis, limits, isStorageAway, log } = this.options;
    const { connectionsPerAddress: max, addressSlotMs } = limits;
    const own = [...this.#held].filter((slot) => slot.address === address).length;
    if (own >= max) return null;
    const slot: AddressSlot = { of: 'connections', address, id: nanoid() };
    this.#held.add(slot);
    if (isStorageAway()) return slot;
    const counted = takeSlot(redis, slot, max, addressSlotMs).catch((error: unknown) => {
      log.debug({ err: error }, 'a connection was not counted');
      return true;
    });
    // A store that says nothing must keep nobody out.
    const isFree = await Promise.race([counted, delay(limits.storageSilenceMs, true, { ref: false })]);
    // It may have been given back while it was asked for.
    if (isFree && this.#held.has(slot)) return slot;
    this.release(slot);
    return null;
  }

  release(slot: AddressSlot): void {
    if (!this.#held.delete(slot)) return;
    releaseSlot(this.options.redis, slot).catch((error: unknown) =>
      this.options.log.debug({ err: error }, 'a connection is counted a while longer'),
    );
  }

  /** Has to be repeated well within `addressSlotMs`. */
  async renew(): Promise<void> {
    const { redis, limits } = this.options;
    await renewSlots(redis, [...this.#held], limits.addressSlotMs);
  }
}
