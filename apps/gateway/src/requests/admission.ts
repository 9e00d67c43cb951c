import {
  type ClientPayload,
  fail,
  type LinkRight,
  ok,
  onlyWatches,
  type Person,
  type Result,
  type Role,
  roleOf,
} from '@inkroom/shared';
import {
  countPeople,
  hashKey,
  type Keys,
  keyFits,
  newKey,
  readDoor,
  readKeys,
  rightOf,
  takeAllowance,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import type { Context } from './context.js';
import type { AnyoneHandler } from './dispatcher.js';

const MINUTE_MS = 60_000;
const RIGHTS = { host: 'host', writer: 'write', viewer: 'watch' } as const satisfies Record<Role, LinkRight>;

interface Admission {
  id: string;
  keyHash: string;
  /** What the key of the link gives that they brought; null where they need none. */
  right: LinkRight | null;
  /** Who they were when they were here before. */
  known: Person | null;
  /** The key to hand out to somebody new. */
  personKey: string | null;
}

/** Says what a link leads to before somebody goes in: a door need not ask for a name in vain. */
export const lookHandler: AnyoneHandler<'room.look'> = {
  need: 'anyone',
  heavy: 'starts',
  async handle({ payload, context: { redis, limits } }) {
    const { roomId } = payload;
    const shown = await readShown(redis, payload);
    if (!shown.ok) return shown;
    const [door, people] = await Promise.all([readDoor(redis, roomId), countPeople(redis, roomId)]);
    if (!door) return fail('room_not_found');
    const { known } = shown.value;
    const holdsHostKey = shown.value.right === 'host';
    // A locked door is waited at.
    if (known && !holdsHostKey && roleOf(door, known.person.id) === 'removed') return fail('person_removed');
    const right =
      shown.value.right ??
      (known ? RIGHTS[onlyWatches(door, known.person) ? 'viewer' : (roleOf(door, known.person.id) as Role)] : 'write');
    return ok({ title: door.title, people, isFull: people >= limits.roomPeopleMax && right !== 'host', right });
  },
};

/** Who comes in, by the keys they bring. @returns `room_not_found`, `link_needed`, `wrong_key`, or `too_many_newcomers` */
export async function admit(
  { redis, limits }: Pick<Context, 'redis' | 'limits'>,
  address: string,
  payload: ClientPayload<'room.join'>,
): Promise<Result<Admission>> {
  const shown = await readShown(redis, payload);
  if (!shown.ok) return shown;
  const { right, known } = shown.value;
  if (known) {
    const { person, keyHash } = known;
    return ok({ id: person.id, keyHash, right, known: person, personKey: null });
  }
  if (right !== 'host') {
    const of = `people/${payload.roomId}` as const;
    const people = { of, max: limits.newPeoplePerAddressPerMinute, windowMs: MINUTE_MS };
    const retryAfterMs = await takeAllowance(redis, address, people);
    if (retryAfterMs > 0) return fail('too_many_newcomers', { retryAfterMs });
  }
  const key = newKey();
  return ok({ id: nanoid(), keyHash: hashKey(key), right, known: null, personKey: key });
}

/** Holds the keys that somebody shows against the room's. */
async function readShown(
  redis: Redis,
  { roomId, key, personId, personKey }: ClientPayload<'room.look'>,
): Promise<Result<{ right: LinkRight | null; known: Keys['person'] }>> {
  const keys = await readKeys(redis, roomId, personId);
  if (!keys) return fail('room_not_found');
  const { links, person: known } = keys;
  const right = key === undefined ? null : rightOf(links, key);
  if (key !== undefined && !right) return fail('wrong_key', { key: 'link' });
  const isReturning = personId !== undefined || personKey !== undefined;
  if (isReturning && !(known && personKey !== undefined && keyFits(personKey, known.keyHash)))
    return fail('wrong_key', { key: 'person' });
  // In a room of an earlier version its id is enough.
  if (!right && !known && !rightOf(links, undefined)) return fail('link_needed');
  return ok({ right, known });
}
