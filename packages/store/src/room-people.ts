import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  codedError,
  DEFAULT_LIMITS,
  type ErrorCode,
  type Limits,
  PERSON_COLOURS,
  type Person,
  type Result,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';
import { enterRoomScript, leaveRoomScript, listPeopleScript, vouchPresenceScript } from './presence-scripts.js';
import { roomCall } from './room-call.js';

/** 144 bits: nobody guesses one. */
const KEY_BYTES = 18;

/** A secret for a person or a host: handed out once, kept by them, known here by its hash alone. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** SHA-256, hex. A plain hash is enough, because keys are random and long rather than chosen by people. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Whether a key has this hash, in a time that tells nothing of how nearly it fits. */
export function keyFits(key: string, hash: string): boolean {
  const [given, kept] = [Buffer.from(hashKey(key)), Buffer.from(hash)];
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** What a key given on joining is held against. */
export interface Keys {
  hostKeyHash: string;
  /** The person's record, if there is one. */
  person: { person: Person; keyHash: string } | null;
}

/** @returns null when there is no such room */
export async function readKeys(redis: Redis, roomId: string, personId: string | undefined): Promise<Keys | null> {
  const { meta, people } = roomKeys(roomId);
  const [hostKeyHash, record] = await Promise.all([
    redis.hget(meta, 'hostKeyHash'),
    personId === undefined ? null : redis.hget(people, personId),
  ]);
  if (hostKeyHash === null) return null;
  return { hostKeyHash, person: record ? parseRecord(record) : null };
}

/** A person's connection to a gateway. Somebody with two tabs has two and is one person. */
export interface Connection {
  personId: string;
  connectionId: string;
}

/**
 * Lets somebody in (a new person, a returning one, or a further tab of one) and tells the room.
 * @returns the person with their colour; `room_not_found` or `room_full`
 */
export async function enterRoom(
  redis: Redis,
  roomId: string,
  connection: Connection,
  person: Omit<Person, 'colour'> & { keyHash: string },
  limits: Limits = DEFAULT_LIMITS,
): Promise<Result<Person>> {
  const { id, name, role, keyHash } = person;
  const head = `${JSON.stringify({ id, name, role }).slice(0, -1)},"colour":`;
  const colours = PERSON_COLOURS.length;
  const args = [
    member(connection),
    keyHash,
    head,
    limits.roomPeopleMax,
    limits.presenceTtlMs,
    colours,
    limits.roomPeopleKnownMax,
  ];
  const call = roomCall(roomId, args, limits);
  const answer = (await enterRoomScript.run(redis, call.keys, call.args)) as [1, string] | [0, ErrorCode];
  if (answer[0] === 0) return { ok: false, error: codedError(answer[1], { max: limits.roomPeopleMax }) };
  return { ok: true, value: JSON.parse(answer[1]) as Person };
}

/** Ends connections, and tells the room of those people who have none left. */
export async function leaveRoom(redis: Redis, roomId: string, connections: readonly Connection[]): Promise<void> {
  const { keys, args } = roomCall(roomId, connections.map(member));
  await leaveRoomScript.run(redis, keys, args);
}

/**
 * Says which connections of a room are alive, to be repeated well within `presenceTtlMs`, and sweeps those that nobody
 * vouches for any more: those of a gateway that was killed.
 */
export async function vouchPresence(
  redis: Redis,
  roomId: string,
  connections: readonly Connection[],
  limits: Limits = DEFAULT_LIMITS,
): Promise<void> {
  const { keys, args } = roomCall(roomId, [limits.presenceTtlMs, ...connections.map(member)]);
  await vouchPresenceScript.run(redis, keys, args);
}

/** Who is in the room, in the order of their ids. */
export async function listPeople(redis: Redis, roomId: string): Promise<Person[]> {
  const { keys, args } = roomCall(roomId, []);
  const list = (await listPeopleScript.run(redis, keys, args)) as string[];
  return list.map((json) => JSON.parse(json) as Person).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Those of some people whom the room knows, present or not, in the order asked for. */
export async function readPeople(redis: Redis, roomId: string, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const records = await redis.hmget(roomKeys(roomId).people, ...ids);
  return records.flatMap((record) => (record ? [parseRecord(record).person] : []));
}

function parseRecord(record: string): { keyHash: string; person: Person } {
  const bar = record.indexOf('|');
  return { keyHash: record.slice(0, bar), person: JSON.parse(record.slice(bar + 1)) as Person };
}

function member({ personId, connectionId }: Connection): string {
  return `${personId}/${connectionId}`;
}
