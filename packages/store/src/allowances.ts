import type { Redis } from 'ioredis';
import { allowanceKey } from './keys.js';
import { LuaScript } from './script.js';

const take = new LuaScript('take-allowance');
const giveBack = new LuaScript('return-allowance');

/** How many of something an address may have in a time. */
export interface Allowance {
  /** What is counted; rooms of one name count for themselves. */
  of: 'rooms' | 'transfers' | 'predictions' | 'wrong-codes' | 'operator-tokens' | `people/${string}`;
  max: number;
  /** The time in which as many come back, ms. */
  windowMs: number;
}

/**
 * Takes one of what an address may have, counted over all gateways.
 * @returns 0, or after how many ms there will be one
 */
export async function takeAllowance(redis: Redis, address: string, { of, max, windowMs }: Allowance): Promise<number> {
  return Number(await take.run(redis, { allowance: allowanceKey(of, address) }, { max, windowMs }));
}

/** Gives back one that was taken. */
export async function returnAllowance(redis: Redis, address: string, { of, max, windowMs }: Allowance): Promise<void> {
  await giveBack.run(redis, { allowance: allowanceKey(of, address) }, { max, windowMs });
}
