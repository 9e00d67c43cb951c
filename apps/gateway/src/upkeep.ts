import { LostRunWatch, readPredictions, renewPresence } from '@inkroom/store';
import { every } from './every.js';
import type { GatewayStore } from './gateway-store.js';
import type { ConnectionSlots } from './requests/connection-slots.js';
import type { Context } from './requests/context.js';
import type { Sockets } from './requests/sockets.js';
import type { InkWatch } from './room/ink-watch.js';
import type { LocalRoom } from './room/local-room.js';
import type { StorageWatch } from './storage-watch.js';

/** Presence is renewed this often within its time, so that one failure does not end it. */
const RENEWALS_PER_PRESENCE = 3;

/** So a connection that nobody needs is ended soon after its time. */
const LOOKS_PER_JOIN = 5;

/** What a gateway does again and again, and what it does when the store goes away and comes back. */
export class Upkeep {
  #stops: (() => void)[] = [];

  constructor(
    private readonly context: Context,
    private readonly store: GatewayStore,
    private readonly storage: StorageWatch,
    private readonly ink: InkWatch,
    private readonly sockets: Sockets,
    private readonly slots: ConnectionSlots,
  ) {}

  start(): void {
    const { store } = this;
    const { rooms, predictions, pools, runs, limits } = this.context;
    const lostRuns = new LostRunWatch(store.redis, runs, limits);
    void store.measureClock();
    this.#repeat(limits.presenceTtlMs / RENEWALS_PER_PRESENCE, 'renew presence', () => this.#renewPresence());
    this.#repeat(limits.addressSlotMs / RENEWALS_PER_PRESENCE, 'count connections', () => this.slots.renew());
    this.#repeat(limits.joinWithinMs / LOOKS_PER_JOIN, 'end connections', async () => this.sockets.endStrangers());
    this.#repeat(limits.roomInkLookMs, 'look at the rooms’ ink', async () => this.ink.look(rooms.all()));
    this.#repeat(limits.presenceTtlMs, 'ask for the time', () => store.measureClock());
    this.#repeat(limits.workerHeartbeatMs, 'look at the pools', () => pools.check());
    this.#repeat(limits.recognitionQueueWatchMs, 'look at the predictions', () => predictions.watchLength());
    this.#repeat(limits.workerHeartbeatMs, 'look for lost runs', () => lostRuns.check());
    this.storage.start({ away: () => this.#storageWent(), back: () => this.#storageCame() });
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.storage.stop();
  }

  #storageWent(): void {
    for (const room of this.context.rooms.all()) room.audience.tell('service.state', { storage: 'away' });
  }

  #storageCame(): void {
    const { rooms, predictions, log } = this.context;
    for (const room of rooms.all()) {
      room.audience.tell('service.state', { storage: 'ok' });
      // What was told while the store was away may have reached nobody.
      room.copy.refresh().catch((error: unknown) => log.debug({ err: error }, 'could not read the log'));
      this.#readPredictions(room).catch((error: unknown) => log.debug({ err: error }, 'could not read predictions'));
    }
    void predictions.retryMissed();
    void this.store.measureClock();
    this.#renewPresence().catch((error: unknown) => log.debug({ err: error }, 'could not renew presence'));
  }

  /** Nobody predicts a cell again that has not changed: what was told of it and reached nobody would be missing for good. */
  async #readPredictions(room: LocalRoom): Promise<void> {
    if (!room.state) return;
    const payload = await readPredictions(this.context.redis, room.id);
    if (payload.length > 0) room.hear({ event: 'predictions', payload });
  }

  async #renewPresence(): Promise<void> {
    const { redis, rooms, limits } = this.context;
    await Promise.all(
      rooms.all().map(async (room) => {
        room.sweep();
        const connections = [...room.audience.receivers.values()].map(({ connection }) => connection);
        if (connections.length > 0) await renewPresence(redis, room.id, connections, limits);
      }),
    );
  }

  #repeat(intervalMs: number, what: string, task: () => Promise<unknown>): void {
    const whenThere = async () => this.storage.isAway || (await task());
    const failed = (error: unknown) => this.context.log.debug({ err: error }, `could not ${what}`);
    this.#stops.push(every(intervalMs, whenThere, failed));
  }
}
