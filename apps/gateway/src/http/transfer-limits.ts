import type { Limits } from '@inkroom/shared';
import { type AddressSlot, releaseSlot, takeAllowance, takeSlot } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';

const MINUTE_MS = 60_000;

/** What model files an address may have on their way, over all gateways (R7). */
export class TransferLimits {
  constructor(
    private readonly redis: Redis,
    private readonly limits: Limits,
  ) {}

  /** Counts a file. @returns 0, or after how many ms there may be one */
  take(address: string): Promise<number> {
    const { transfersPerAddressPerMinute: max } = this.limits;
    return takeAllowance(this.redis, address, { of: 'transfers', max, windowMs: MINUTE_MS });
  }

  /** @returns what ends an import of the address, or null when it has as many under way as it may */
  async beginImport(address: string): Promise<(() => void) | null> {
    const { importsPerAddressMax, importUploadMs, importTimeoutMs } = this.limits;
    const slot: AddressSlot = { of: 'imports', address, id: nanoid() };
    if (!(await takeSlot(this.redis, slot, importsPerAddressMax, importUploadMs + importTimeoutMs))) return null;
    // One that cannot be given back ends by itself.
    return () => void releaseSlot(this.redis, slot).catch(() => {});
  }
}
