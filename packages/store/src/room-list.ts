import type { RoomSummary } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { lastingKeys, roomKeys } from './keys.js';
import { roomDigest } from './log.js';
import { countPeople } from './room-people.js';

/** Keys that Redis looks at in one go: between two of them it serves those who draw. */
const SCANNED = 1_000;
/** What tells a room's hash from all other keys. */
const META = roomKeys('*').meta;
const ID = /\{([^}]+)\}/;

interface Head {
  id: string;
  title: string;
  usedAt: number;
  entries: number;
}

/**
 * The rooms that were used last, and how many there are in all. Looks through all names in Redis, a piece at a time.
 * @param most rooms whose storage is measured
 */
export async function listRooms(redis: Redis, most: number): Promise<{ count: number; rooms: RoomSummary[] }> {
  const heads = new Map<string, Head>();
  for await (const keys of redis.scanStream({ match: META, count: SCANNED }) as AsyncIterable<string[]>)
    for (const head of await readHeads(redis, keys)) heads.set(head.id, head);
  const last = [...heads.values()].sort((a, b) => b.usedAt - a.usedAt).slice(0, most);
  const rooms: RoomSummary[] = [];
  // One after another: nobody who draws waits behind all of them.
  for (const head of last) rooms.push(await summaryOf(redis, head));
  return { count: heads.size, rooms };
}

async function readHeads(redis: Redis, keys: readonly string[]): Promise<Head[]> {
  return Promise.all(
    keys.map(async (key) => {
      const [title, seq, ...times] = await redis.hmget(key, 'title', 'seq', 'createdAt', 'at');
      const usedAt = Math.max(...times.map(Number));
      return { id: ID.exec(key)![1]!, title: title ?? '', usedAt, entries: Number(seq ?? 0) };
    }),
  );
}

async function summaryOf(redis: Redis, { id, title, usedAt, entries }: Head): Promise<RoomSummary> {
  const [people, versions, ...sizes] = await Promise.all([
    countPeople(redis, id),
    redis.hlen(roomKeys(id).versions),
    ...Object.values(lastingKeys(id)).map((key) => redis.memory('USAGE', key)),
  ]);
  const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  return { digest: roomDigest(id), title, people, usedAt, bytes, entries, versions };
}
