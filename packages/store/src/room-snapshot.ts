import {
  type Framing,
  framingSchema,
  Ledger,
  type Limits,
  type RoomState,
  type SampleCounts,
  type SampleFacts,
  type SamplePart,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { lastingKeys, roomKeys } from './keys.js';
import { type Pairs, pairs, parseState } from './room-fields.js';
import { LuaScript } from './script.js';

const read = new LuaScript('read-room');

type Eight = [Pairs, Pairs, Pairs, Pairs, Pairs, Pairs, Pairs, Pairs];

/**
 * A room at one moment of its log: the state and the ledger that a gateway settles operations on, or null when there is no such
 * room. Looking at a room keeps it for another `roomIdleTtlSeconds`.
 */
export async function readLedger(
  redis: Redis,
  roomId: string,
  { roomIdleTtlSeconds: ttl }: Pick<Limits, 'roomIdleTtlSeconds'>,
): Promise<{ state: RoomState; ledger: Ledger } | null> {
  const answer = (await read.run(redis, lastingKeys(roomId), { ttl })) as string[][] | null;
  if (!answer) return null;
  const [fields, pageTexts, clearingTexts, cellTexts, predicted, sampleTexts, partTexts, lengths] = answer.map(
    pairs,
  ) as Eight;
  const state = parseState(roomId, fields, pageTexts, clearingTexts, cellTexts, predicted);
  const bytes = new Map([...lengths].map(([id, length]) => [id, Number(length)]));
  const facts = [...sampleTexts].map(([id, json]) => [id, JSON.parse(json) as SampleFacts] as const);
  return { state, ledger: Ledger.of(state, partTexts as ReadonlyMap<string, SamplePart>, facts, bytes) };
}

/** Keeps a room that somebody looks at for another `roomIdleTtlSeconds`, all of it. */
export async function keepRoom(
  redis: Redis,
  roomId: string,
  { roomIdleTtlSeconds: ttl }: Pick<Limits, 'roomIdleTtlSeconds'>,
): Promise<void> {
  const pipeline = redis.pipeline();
  for (const key of Object.values(lastingKeys(roomId))) pipeline.expire(key, ttl);
  await pipeline.exec();
}

/** The little of a room that settling a run takes, or null when there is no such room. */
export async function readRoomHead(
  redis: Redis,
  roomId: string,
): Promise<{ champion: string; best: string; samples: SampleCounts; framing: Framing } | null> {
  const { meta } = roomKeys(roomId);
  const [champion, best, samples, framing] = await redis.hmget(meta, 'champion', 'best', 'samples', 'framing');
  if (!champion || !samples) return null;
  // A room that nobody has opened since an earlier version has no best yet.
  return {
    champion,
    best: best ?? champion,
    samples: JSON.parse(samples) as SampleCounts,
    framing: knownFraming(framing),
  };
}

/** What of a room is known to whoever may come in, and who is what in it. @returns null when there is no such room */
export async function readDoor(
  redis: Redis,
  roomId: string,
): Promise<{ title: string; roles: RoomState['roles'] } | null> {
  const [title, roles] = await redis.hmget(roomKeys(roomId).meta, 'title', 'roles');
  return roles ? { title: title ?? '', roles: JSON.parse(roles) as RoomState['roles'] } : null;
}

/** How a room's drawings become images; MNIST's way for a room that is gone. */
export async function readFraming(redis: Redis, roomId: string): Promise<Framing> {
  return knownFraming(await redis.hget(roomKeys(roomId).meta, 'framing'));
}

function knownFraming(stored: string | null | undefined): Framing {
  return framingSchema.catch('mnist').parse(stored);
}
