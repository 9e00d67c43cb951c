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
 * It is another one after `joinCodeMaxMs`, once it was renewed (`renewalWrites`), and where another room has taken it meanwhile.
 * @param now of the store's clock, ms
 */
export async function showJoinCode(redis: Redis, roomId: string, now: number, limits: CodeLimits): Promise<JoinCode> {
  const { joinCode } = roomKeys(roomId);
  for (;;) {
    const known = await readRecord(redis, roomId);
    const shown = known && known.until > now && (await show(redis, roomId, known, now, limits));
    if (shown) return shown;
    if (known) await redis.del(joinCode);
    const record = { code: newCode(), until: now + limits.joinCodeMaxMs };
    const claimed = await show(redis, roomId, record, now, limits);
    // Another host may have shown one meanwhile: then it is that one.
    if (claimed && (await redis.set(joinCode, JSON.stringify(record), 'PX', limits.joinCodeMaxMs, 'NX')))
      return claimed;
  }
}

/** The room that shows a code, or null. The room's own word counts: a code that was renewed leads nowhere, though its key still stands. */
export async function findJoinCode(redis: Redis, code: string): Promise<string | null> {
  const roomId = await redis.get(joinCodeKey(code));
  return roomId !== null && (await readRecord(redis, roomId))?.code === code ? roomId : null;
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
