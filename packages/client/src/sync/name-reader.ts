import { isRetryable, type Person } from '@inkroom/shared';
import { backoffMs } from '../connection/backoff.js';
import type { Connection } from '../connection/connection.js';
import type { Timers } from '../connection/timers.js';
import * as replicas from './replica.js';
import type { RoomModel } from './room-model.js';

/** Asks for names that were hidden so far. */
export class NameReader {
  constructor(
    private readonly model: RoomModel,
    private readonly connection: Connection,
    private readonly timers: Timers,
  ) {}

  async read(): Promise<void> {
    const { model, connection, timers } = this;
    const known = model.replica.confirmed.names;
    const read = await connection.request('people.read', {});
    if (!read.ok) {
      // Whoever joins anew is told of them.
      if (isRetryable(read.error.code)) timers.set('names', backoffMs(0, model.limits), () => this.read());
      return;
    }
    // Somebody was named while the answer was on its way: it may be older than that.
    if (model.replica.confirmed.names !== known) return this.read();
    const names = new Map([...read.value.people, ...read.value.absent].map(({ id, name }) => [id, name]));
    const named = (people: Record<string, Person>) =>
      Object.fromEntries(Object.values(people).map((one) => [one.id, { ...one, name: names.get(one.id) ?? one.name }]));
    const { people, absent } = model.view.getState();
    const replica = replicas.withNames(model.replica, read.value.names);
    model.set(replica, { people: named(people), absent: named(absent) });
  }
}
