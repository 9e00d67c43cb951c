import { authorsIn, type RoomLists } from '@inkroom/shared';
import { keepRoom, listPeople, listRuns, listVersions, readPeople } from '@inkroom/store';
import type { LocalRoom } from '../room/local-room.js';
import type { Context } from './context.js';

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

async function readLists(room: LocalRoom, { redis, pools, limits }: Context): Promise<RoomLists> {
  const { id, state } = room;
  const [people, versions, runs, poolList] = await Promise.all([
    listPeople(redis, id),
    listVersions(redis, id, limits),
    listRuns(redis, id, limits),
    pools.latest(),
    keepRoom(redis, id, limits),
  ]);
  const present = new Set(people.map((person) => person.id));
  const gone = state ? [...authorsIn(state)].filter((author) => !present.has(author)).sort() : [];
  const absent = await readPeople(redis, id, gone);
  return { people, absent, versions, runs, pools: poolList };
}
