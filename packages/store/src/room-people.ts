import {
  type ErrorCode,
  fail,
  type Ledger,
  type Limits,
  namedPeople,
  nameKey,
  ok,
  PERSON_MARKS,
  type Person,
  type Result,
  type RoomState,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomChannel } from './channels.js';
import { roomKeys } from './keys.js';
import { type LinkKeys, readLinkKeys } from './room-links.js';
import { LuaScript } from './script.js';

const enter = new LuaScript('enter-room');
const claim = new LuaScript('claim-name');
const forget = new LuaScript('forget-people');
const leave = new LuaScript('leave-room');
const renew = new LuaScript('renew-presence');
const list = new LuaScript('list-people');

/** What keys given on joining are held against. */
export interface Keys {
  links: LinkKeys;
  /** The person's record, if there is one. */
  person: { person: Person; keyHash: string } | null;
}

/** @returns null when there is no such room */
export async function readKeys(redis: Redis, roomId: string, personId: string | undefined): Promise<Keys | null> {
  const [links, record] = await Promise.all([
    readLinkKeys(redis, roomId),
    personId === undefined ? null : redis.hget(roomKeys(roomId).people, personId),
  ]);
  return links && { links, person: record ? parseRecord(record) : null };
}

/** A person's connection to a gateway. Somebody with two tabs has two and is one person. */
export interface Connection {
  personId: string;
  connectionId: string;
}

/** Who comes in. */
export interface Newcomer extends Omit<Person, 'colour'> {
  keyHash: string;
  /** Whether they have shown the room's host key. */
  holdsHostKey: boolean;
}

/** A room as far as it is known here, to find out of whom nothing is left in it. */
export interface KnownRoom {
  readonly state: RoomState | null;
  readonly ledger: Ledger | null;
}

/** How many of the people that a room may know are forgotten at once, so that the next ones need not wait for it. */
const FORGOTTEN_SHARE = 0.1;
/** Somebody may write while it is found out of whom nothing is left. */
const FORGET_TRIES = 3;

/**
 * Lets somebody in (a new person, a returning one, or a further tab of one) and tells the room. Where it knows as many people as it
 * may, those are forgotten of whom nothing is left (R10): one that comes back later is somebody new. A host always gets in.
 * @returns the person as the room keeps them, with a colour and a name that nobody else has; `room_not_found` or `room_full`
 */
export async function enterRoom(
  redis: Redis,
  roomId: string,
  connection: Connection,
  newcomer: Newcomer,
  room: KnownRoom,
  limits: Limits,
): Promise<Result<Person>> {
  const { id, name, role, keyHash, holdsHostKey } = newcomer;
  const { meta, people, names, present } = roomKeys(roomId);
  const isNamed = room.state !== null && Object.hasOwn(room.state.names, id);
  const args = {
    connection: member(connection),
    person: { id, name, role },
    nameKey: isNamed ? null : nameKey(name),
    keyHash,
    holdsHostKey,
    peopleMax: limits.roomPeopleMax,
    knownMax: limits.roomPeopleKnownMax,
    colours: PERSON_MARKS,
    presenceMs: limits.presenceTtlMs,
    channel: roomChannel(roomId),
    ttl: limits.roomIdleTtlSeconds,
  };
  for (let tries = 0; ; tries++) {
    const answer = (await enter.run(redis, { meta, people, names, present }, args)) as
      | [string, number]
      | ErrorCode
      | 'too_many_known';
    if (typeof answer === 'object') return ok({ id, name: answer[0], colour: answer[1], role });
    if (answer !== 'too_many_known') return fail(answer, { max: limits.roomPeopleMax });
    if (tries >= FORGET_TRIES) return fail('room_full', { max: limits.roomPeopleKnownMax });
    await forgetPeople(redis, roomId, room, limits);
  }
}

/** A name for somebody in a room that nobody else of it has, theirs from now on: with a number behind it where others go by it. */
export async function claimName(
  redis: Redis,
  roomId: string,
  id: string,
  name: string,
  { roomIdleTtlSeconds: ttl }: Pick<Limits, 'roomIdleTtlSeconds'>,
): Promise<string> {
  const { people, names } = roomKeys(roomId);
  return (await claim.run(redis, { people, names }, { id, name, key: nameKey(name), ttl })) as string;
}

/** Forgets people who are not there and of whom nothing is left. */
async function forgetPeople(
  redis: Redis,
  roomId: string,
  { state, ledger }: KnownRoom,
  { roomPeopleKnownMax }: Limits,
): Promise<void> {
  if (!state || !ledger) return;
  const { meta, people, names, present } = roomKeys(roomId);
  const named = namedPeople(state, ledger);
  const known = await redis.hkeys(people);
  const candidates = known.filter((id) => !named.has(id));
  // Hosts may have come in beyond what it may know.
  const max = known.length - roomPeopleKnownMax + Math.ceil(roomPeopleKnownMax * FORGOTTEN_SHARE);
  const args = { expected: state.seq, candidates, max, channel: roomChannel(roomId) };
  await forget.run(redis, { meta, people, names, present }, args);
}

/** Ends connections, and tells the room of those people who have none left. */
export async function leaveRoom(redis: Redis, roomId: string, connections: readonly Connection[]): Promise<void> {
  const { people, present } = roomKeys(roomId);
  const args = { connections: connections.map(member), channel: roomChannel(roomId) };
  await leave.run(redis, { people, present }, args);
}

/**
 * Says which connections of a room are alive, to be repeated well within `presenceTtlMs`, and sweeps those that nobody
 * renews any more: those of a gateway that was killed.
 */
export async function renewPresence(
  redis: Redis,
  roomId: string,
  connections: readonly Connection[],
  limits: Limits,
): Promise<void> {
  const { meta, people, present } = roomKeys(roomId);
  const args = {
    connections: connections.map(member),
    presenceMs: limits.presenceTtlMs,
    channel: roomChannel(roomId),
    ttl: limits.roomIdleTtlSeconds,
  };
  await renew.run(redis, { meta, people, present }, args);
}

/** How many people are in the room. */
export async function countPeople(redis: Redis, roomId: string): Promise<number> {
  const connections = await redis.zrange(roomKeys(roomId).present, '0', '-1');
  return new Set(connections.map((connection) => connection.split('/')[0])).size;
}

/** Who is in the room, in the order of their ids. */
export async function listPeople(redis: Redis, roomId: string): Promise<Person[]> {
  const { people, present } = roomKeys(roomId);
  const records = (await list.run(redis, { people, present }, { channel: roomChannel(roomId) })) as string[];
  return records.map((record) => parseRecord(record).person).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Those of some people whom the room knows, present or not, in the order asked for. */
export async function readPeople(redis: Redis, roomId: string, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const records = await redis.hmget(roomKeys(roomId).people, ...ids);
  return records.flatMap((record) => (record ? [parseRecord(record).person] : []));
}

function parseRecord(record: string): { keyHash: string; person: Person } {
  return JSON.parse(record);
}

function member({ personId, connectionId }: Connection): string {
  return `${personId}/${connectionId}`;
}
