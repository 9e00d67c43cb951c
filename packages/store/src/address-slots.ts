import type { Redis } from 'ioredis';
import { addressSlotsKey } from './keys.js';
import { LuaScript } from './script.js';

const take = new LuaScript('take-slot');
const renew = new LuaScript('renew-slots');

/** What an address holds so many of at a time, over all gateways. */
export type SlotsOf = 'connections' | 'imports';

/** A slot of an address; who dies with it holds it no longer than its time. */
export interface AddressSlot {
  of: SlotsOf;
  address: string;
  /** Of this slot alone. */
  id: string;
}

/** @returns whether there was one among the `max` that an address may hold */
export async function takeSlot(
  redis: Redis,
  { of, address, id }: AddressSlot,
  max: number,
  ttlMs: number,
): Promise<boolean> {
  return (await take.run(redis, { slots: addressSlotsKey(of, address) }, { id, max, ttlMs })) === 1;
}

/** Holds slots on, for `ttlMs` from now. */
export async function renewSlots(redis: Redis, held: readonly AddressSlot[], ttlMs: number): Promise<void> {
  const ids = new Map<string, string[]>();
  for (const { of, address, id } of held) {
    const key = addressSlotsKey(of, address);
    ids.set(key, [...(ids.get(key) ?? []), id]);
  }
  if (ids.size > 0)
    await renew.runAll(
      redis,
      [...ids].map(([slots, ids]) => ({ keys: { slots }, args: { ids, ttlMs } })),
    );
}

export async function releaseSlot(redis: Redis, { of, address, id }: AddressSlot): Promise<void> {
  await redis.zrem(addressSlotsKey(of, address), id);
}
