import { emptyRoom, type Limits, type LogEntry, type RoomState } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { lastingKeys, roomKeys } from './keys.js';
import { SCHEMA_VERSION } from './migrate-room.js';
import { FIELDS, fieldOf, pageText } from './room-fields.js';
import { LuaScript } from './script.js';

export interface NewRoom {
  roomId: string;
  title: string;
  /** See {@link hashKey}. */
  hostKeyHash: string;
  /** Without one its id alone opens the room, as it did in earlier versions. */
  writeKey?: string;
  watchKey?: string;
}

const create = new LuaScript('create-room');

/**
 * Opens a room.
 * @param state what it begins with, where its ink and cells are in the store already: an empty page when left out
 * @returns false when there is one of that id already
 */
export async function createRoom(
  redis: Redis,
  { roomId, title, hostKeyHash, writeKey, watchKey }: NewRoom,
  { roomIdleTtlSeconds: ttl }: Pick<Limits, 'roomIdleTtlSeconds'>,
  state: RoomState = emptyRoom(roomId, title, Date.now()),
): Promise<boolean> {
  const fields = FIELDS.flatMap((field) => {
    const text = fieldOf(state, field);
    return text === null ? [] : [field, text];
  });
  fields.push('hostKeyHash', hostKeyHash, 'schema', `${SCHEMA_VERSION}`);
  if (writeKey) fields.push('writeKey', writeKey);
  if (watchKey) fields.push('watchKey', watchKey);
  const pageTexts = Object.entries(state.pages).flatMap(([page, one]) => [page, pageText(one)]);
  return (await create.run(redis, lastingKeys(roomId), { fields, pages: pageTexts, ttl })) === 1;
}

/** The `seq` that an operation got, or null when it has not been applied, as far as is remembered. */
export async function findOperation(redis: Redis, roomId: string, opId: string): Promise<number | null> {
  const seq = await redis.zscore(roomKeys(roomId).ops, opId);
  return seq === null ? null : Number(seq);
}

/**
 * At most `count` entries after `since`, with all that gateways know of them, and the log's last `seq`: read before them, so that
 * what is appended meanwhile makes the list longer, never shorter than promised.
 */
export async function readEntries(
  redis: Redis,
  roomId: string,
  since: number,
  count: number,
): Promise<{ seq: number; entries: LogEntry[] }> {
  const { meta, log } = roomKeys(roomId);
  const [seq, rows] = await Promise.all([
    redis.hget(meta, 'seq'),
    redis.xrange(log, `${since + 1}-0`, '+', 'COUNT', count),
  ]);
  return { seq: Number(seq), entries: rows.map(([, fields]) => JSON.parse(fields[1]!) as LogEntry) };
}
