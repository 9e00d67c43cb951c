import { asGiven, hidesNames, labellersIn, ok, type Person, type RoomLists, runAsSeen } from '@inkroom/shared';
import { type KnownRoom, keepRoom, listPeople, listRuns, listVersions, readPeople } from '@inkroom/store';
import type { LocalRoom } from '../room/local-room.js';
import type { Context } from './context.js';
import type { JoinedHandler } from './dispatcher.js';
import { type Joined, roleIn } from './session.js';

/**
 * Reads a room's people, versions, runs and pools for those who join. However many come at once, one reading at a time goes on, and all
 * who came while it did share the next one: what they get was read after they came.
 */
export class RoomListsReader {
  readonly #next = new WeakMap<LocalRoom, Promise<RoomLists>>();
  readonly #current = new WeakMap<LocalRoom, Promise<unknown>>();

  /** @throws what ioredis throws */
  read(room: LocalRoom, context: Context): Promise<RoomLists> {
    const waiting = this.#next.get(room);
    if (waiting) return waiting;
    const before = this.#current.get(room) ?? Promise.resolve();
    const reading = before.then(() => {
      this.#next.delete(room);
      const started = readLists(room, context);
      this.#current.set(
        room,
        started.catch(() => {}),
      );
      return started;
    });
    this.#next.set(room, reading);
    return reading;
  }
}

/** People, and what they have started, as somebody may see them. */
export function listsFor(lists: RoomLists, joined: Joined): RoomLists {
  const { state } = joined.room;
  if (!state) return lists;
  const to = { id: joined.person.id, role: roleIn(joined) };
  const seen = (people: Person[]) => people.map((person) => asGiven(person, state, to));
  const runs = lists.runs.map((run) => runAsSeen(run, state, to));
  return { ...lists, people: seen(lists.people), absent: seen(lists.absent), runs };
}

export const readPeopleHandler: JoinedHandler<'people.read'> = {
  need: 'joined',
  heavy: 'reads',
  async handle({ joined, context }) {
    const { people, absent } = listsFor(await context.lists.read(joined.room, context), joined);
    const { state } = joined.room;
    return ok({ people, absent, names: state && !hidesNames(state, roleIn(joined)) ? state.names : {} });
  },
};

/**
 * Whose ink or label is in the room, and whom a host has given a role: what hosts decided is told by their name, and whoever was removed may
 * be let back in.
 */
function namedIn({ state, ledger }: KnownRoom): string[] {
  return state && ledger ? [...ledger.authors, ...labellersIn(state), ...Object.keys(state.roles)] : [];
}

async function readLists(room: LocalRoom, { redis, pools, limits }: Context): Promise<RoomLists> {
  const { id, copy } = room;
  const [people, versions, runs, poolList] = await Promise.all([
    listPeople(redis, id),
    listVersions(redis, id, limits),
    listRuns(redis, id, limits),
    pools.latest(),
    keepRoom(redis, id, limits),
  ]);
  const present = new Set(people.map((person) => person.id));
  const named = new Set([...namedIn(copy), ...runs.map(({ startedBy }) => startedBy.id)]);
  const gone = [...named].filter((id) => !present.has(id)).sort();
  const absent = await readPeople(redis, id, gone);
  return { people, absent, versions, runs, pools: poolList };
}
