import {
  asGiven,
  emptyRoom,
  Ledger,
  type Person,
  type RoomState,
  type SampleFacts,
  type SamplePart,
  type StrokeId,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { lastingKeys, roomKeys, versionKeys } from './keys.js';
import { claimName, readPeople } from './room-people.js';
import { roomWrites, type Write } from './room-writes.js';
import { LuaScript } from './script.js';

const letGo = new LuaScript('let-go-of-version');

/** A room that is not opened within this is not going to be; s. Looking at its model takes the longest. */
const STAGED_SECONDS = 600;

/** A room that is to be stored whole. */
export interface WholeRoom {
  state: RoomState;
  /** Whose names it has; they have no key, so that nobody can come in as one of them. */
  authors: readonly Pick<Person, 'id' | 'name' | 'colour'>[];
  parts: ReadonlyMap<string, SamplePart>;
  samples: ReadonlyMap<string, SampleFacts>;
  /** As `storedInk` makes it. */
  ink: ReadonlyMap<StrokeId, string>;
}

/**
 * Puts all of a room into the store but what makes it one: nobody can come in before `createRoom`, and what waits for that in vain goes by
 * itself. What is written is the difference between this room and one that is not there, as after any entry.
 */
export async function stageRoom(redis: Redis, room: WholeRoom): Promise<void> {
  const { state, authors, parts, samples, ink } = room;
  const keys = roomKeys(state.roomId);
  const bytes = new Map([...ink].map(([id, text]) => [id, text.length]));
  const ledger = Ledger.of(state, parts, samples, bytes);
  const nothing = { ...emptyRoom(state.roomId), pages: {} };
  const writes = roomWrites(keys, nothing, state, ledger, ink).filter(
    ([command, key]) => command === 'HSET' && key !== keys.meta && key !== keys.pages,
  );
  for (const write of writes) await stage(redis, write);
  // No key has an empty hash.
  const record = (person: Person) => JSON.stringify({ keyHash: '', person });
  for (const { id, name, colour } of authors) {
    const person: Person = { id, name, colour, role: 'writer' };
    await stage(redis, ['HSET', keys.people, id, record(person)]);
    const unique = await claimName(redis, state.roomId, id, name, { roomIdleTtlSeconds: STAGED_SECONDS });
    if (unique !== name) await stage(redis, ['HSET', keys.people, id, record({ ...person, name: unique })]);
  }
}

async function stage(redis: Redis, [command, key, ...args]: Write): Promise<void> {
  const answers = await redis
    .multi()
    .call(command, key, ...args)
    .expire(key, STAGED_SECONDS)
    .exec();
  for (const [error] of answers ?? []) if (error) throw error;
}

/** Takes back what was staged of a room that is not to be opened, and its models. */
export async function unstageRoom(redis: Redis, roomId: string): Promise<void> {
  for (const id of await redis.hkeys(roomKeys(roomId).versions)) {
    const { rooms, record, artifact } = versionKeys(id);
    await letGo.run(redis, { rooms, record, artifact }, { roomId });
  }
  await redis.unlink(...Object.values(lastingKeys(roomId)));
}

/** Those of some people whom the room knows, by the names that it gave them. */
export async function readAuthors(
  redis: Redis,
  state: Pick<RoomState, 'roomId' | 'roles' | 'names' | 'namesHidden'>,
  ids: readonly string[],
): Promise<Map<string, Person>> {
  const people = await readPeople(redis, state.roomId, ids);
  return new Map(people.map((person) => [person.id, asGiven(person, state)]));
}
