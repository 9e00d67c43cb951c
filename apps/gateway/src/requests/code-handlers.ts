import { fail, type Limits, ok } from '@inkroom/shared';
import {
  type Allowance,
  findJoinCode,
  readLinkKeys,
  returnAllowance,
  showJoinCode,
  takeAllowance,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { AnyoneHandler, JoinedHandler } from './dispatcher.js';
import { submitOwn } from './session.js';

/** The time that wrong codes are counted in, ms. */
const WINDOW_MS = 600_000;
/** Stands for all addresses together. */
const EVERYBODY = '*';

/** Has the room's code lead into it for as long as a host has it on their screen. */
export const showCodeHandler: JoinedHandler<'code.show'> = {
  need: 'host',
  async handle({ joined, context: { redis, clock, limits } }) {
    return ok(await showJoinCode(redis, joined.room.id, clock.now(), limits));
  },
};

export const renewCodeHandler: JoinedHandler<'code.renew'> = {
  need: 'host',
  async handle({ joined, context: { redis, clock, limits } }) {
    const renewed = await submitOwn(joined, { kind: 'code.renew' });
    if (!renewed.ok) return renewed;
    return ok(await showJoinCode(redis, joined.room.id, clock.now(), limits));
  },
};

/** Leads from a code to the link for writing. There are a million codes, so wrong ones are counted, by address and in all (R7, R9). */
export const findCodeHandler: AnyoneHandler<'code.find'> = {
  need: 'anyone',
  heavy: 'starts',
  async handle({ session, payload, context: { redis, limits } }) {
    const counted = await WrongCode.count(redis, session.address, limits);
    if (typeof counted === 'number') return fail('too_many_codes', { retryAfterMs: counted });
    const roomId = await findJoinCode(redis, payload.code);
    const links = roomId && (await readLinkKeys(redis, roomId));
    if (!links) return fail('code_unknown');
    await counted.wasRight();
    return ok({ roomId, key: links.write });
  },
};

type Taken = readonly [address: string, allowance: Allowance];

/** A code that counts as wrong until it turns out to be right: else many could be tried at once. */
class WrongCode {
  private constructor(
    private readonly redis: Redis,
    private readonly taken: readonly Taken[],
  ) {}

  /** @returns after how many ms there may be another one, where there were too many */
  static async count(redis: Redis, address: string, limits: Limits): Promise<WrongCode | number> {
    const of = 'wrong-codes' as const;
    const wanted: Taken[] = [
      [address, { of, max: limits.wrongCodesPerAddress, windowMs: WINDOW_MS }],
      [EVERYBODY, { of, max: limits.wrongCodesMax, windowMs: WINDOW_MS }],
    ];
    const taken: Taken[] = [];
    for (const one of wanted) {
      const retryAfterMs = await takeAllowance(redis, ...one);
      if (retryAfterMs > 0) {
        await new WrongCode(redis, taken).wasRight();
        return retryAfterMs;
      }
      taken.push(one);
    }
    return new WrongCode(redis, taken);
  }

  async wasRight(): Promise<void> {
    for (const one of this.taken) await returnAllowance(this.redis, ...one);
  }
}
