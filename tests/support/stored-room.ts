import { type Limits, type LoggedEntries, type RoomState, withoutFacts } from '@inkroom/shared';
import { readEntries, readInk, readLedger, strokesAdded } from '@inkroom/store';
import type { Redis } from 'ioredis';

/** The state of a room as the store holds it. */
export async function readRoom(redis: Redis, roomId: string, limits: Limits): Promise<RoomState | null> {
  return (await readLedger(redis, roomId, limits))?.state ?? null;
}

/** The log of a room as people are told of it, as far as the store still has it, with the ink that is left. */
export async function readLog(redis: Redis, roomId: string, since = 0): Promise<LoggedEntries> {
  const { entries } = await readEntries(redis, roomId, since, Number.MAX_SAFE_INTEGER);
  return { entries: entries.map(withoutFacts), ink: await readInk(redis, roomId, strokesAdded(entries)) };
}
