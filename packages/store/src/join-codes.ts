import { randomInt } from 'node:crypto';
import { JOIN_CODE_LENGTH, type JoinCode, type Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { joinCodeKey, roomKeys } from './keys.js';
import { LuaScript } from './script.js';

const claim = new LuaScript('claim-code');

/** The code of a room as long as it is this one. */
interface Record {
  code: string;
  /** Ms since the epoch, of the store's clock. */
  until: number;
}

type CodeLimits = Pick<Limits, 'joinCodeShownMs' | 'joinCodeMaxMs'>;

/**
 * The code by which one comes into a room, good for a while from now on: to be repeated for as long as somebody has it on their screen.
 * It is another one after `joinCodeMaxMs`, and where another room has taken it meanwhile.
 * @param now of the store's clock, ms
 */
export async function showJoinCode(redis: Redis, roomId: string, now: number, limits: CodeLimits): Promise<JoinCode> {
  const known = await readRecord(redis, roomId);
  if (known && known.until > now) {
    const shown = await show(redis, roomId, known, now, limits);
    if (shown) return shown;
  }
  const until = now + limits.joinCodeMaxMs;
  for (;;) {
    const record = { code: newCode(), until };
    const shown = await show(redis, roomId, record, now, limits);
    if (!shown) continue;
    await redis.set(roomKeys(roomId).joinCode, JSON.stringify(record), 'PX', limits.joinCodeMaxMs);
    return shown;
  }
}

/** Makes a room's code useless. The next one that is shown is another. */
export async function dropJoinCode(redis: Redis, roomId: string): Promise<void> {
  const known = await readRecord(redis, roomId);
  if (!known) return;
  await redis.del(roomKeys(roomId).joinCode);
  const key = joinCodeKey(known.code);
  if ((await redis.get(key)) === roomId) await redis.del(key);
}

/** The room that shows a code, or null. */
export function findJoinCode(redis: Redis, code: string): Promise<string | null> {
  return redis.get(joinCodeKey(code));
}

/** @returns null where another room shows this code */
async function show(
  redis: Redis,
  roomId: string,
  { code, until }: Record,
  now: number,
  { joinCodeShownMs }: CodeLimits,
): Promise<JoinCode | null> {
  const ms = Math.ceil(Math.min(joinCodeShownMs, until - now));
  const isOurs = (await claim.run(redis, { holder: joinCodeKey(code) }, { roomId, ms })) === 1;
  return isOurs ? { code, expiresAt: now + ms } : null;
}

async function readRecord(redis: Redis, roomId: string): Promise<Record | null> {
  const text = await redis.get(roomKeys(roomId).joinCode);
  return text === null ? null : (JSON.parse(text) as Record);
}

function newCode(): string {
  return `${randomInt(10 ** JOIN_CODE_LENGTH)}`.padStart(JOIN_CODE_LENGTH, '0');
}
