import { CodedException, codedError, type Limits } from '@inkroom/shared';
import { ownBatch, parseRoomMessage, publishToRoom, roomChannel, type StoreClock } from '@inkroom/store';
import type { Redis } from 'ioredis';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { IoServer } from '../io.js';
import type { Metrics } from '../metrics.js';
import { LocalRoom, type LocalRoomDeps } from './local-room.js';
import type { PredictionQueue } from './prediction-queue.js';

/** Rooms read at a time: after a restart all classes come back at once, and the first ones must not wait for the last. */
const LOADS_AT_ONCE = 4;

/** So long no other gateway is told of pens where none has people in the room, ms: who comes there is told of on the channel. */
const ALONE_MS = 1_000;

interface Opened {
  room: LocalRoom;
  /** Whether the room exists; settles when its channel is subscribed to and its state is known. */
  loaded: Promise<boolean>;
  /** Connections, and those on the way in. */
  uses: number;
  /** Until when no other gateway has people in the room, as far as is known; ms of `performance.now()`. */
  aloneUntil: number;
}

export interface RoomsOptions {
  io: IoServer;
  redis: Redis;
  subscriber: Redis;
  clock: StoreClock;
  predictions: PredictionQueue;
  metrics: Metrics;
  limits: Limits;
  log: Logger;
  /** Whether the store answers, as far as is known. */
  isStorageAway: () => boolean;
  /** Marks what this gateway has told its own people already. */
  gatewayId: string;
}

/** The rooms in which this gateway has people, each fed by its channel. */
export class Rooms {
  readonly #opened = new Map<string, Opened>();
  readonly #ownOrigin: string;
  readonly #loads = pLimit(LOADS_AT_ONCE);

  constructor(private readonly options: RoomsOptions) {
    this.#ownOrigin = `{"origin":"${options.gatewayId}"`;
    options.subscriber.on('message', (channel: string, text: string) => {
      const opened = this.#opened.get(channel.slice(channel.indexOf('{') + 1, channel.indexOf('}')));
      if (opened) this.#receive(opened, text);
    });
  }

  get size(): number {
    return this.#opened.size;
  }

  get connectionCount(): number {
    return this.all().reduce((sum, room) => sum + room.audience.receivers.size, 0);
  }

  /** Who is in several rooms counts in each, who has several tabs once. */
  get peopleCount(): number {
    return this.all().reduce((sum, { audience }) => {
      return sum + new Set([...audience.receivers.values()].map(({ connection }) => connection.personId)).size;
    }, 0);
  }

  all(): LocalRoom[] {
    return [...this.#opened.values()].map(({ room }) => room);
  }

  /**
   * The room, once its channel is subscribed to and its state is known; null when there is none. Whoever opened it calls
   * `close` when done with it.
   * @throws CodedException `storage_unavailable` when that takes longer than `storageRetryMs`
   */
  async open(roomId: string): Promise<LocalRoom | null> {
    const opened = this.#opened.get(roomId) ?? this.#load(roomId);
    opened.uses++;
    try {
      if (await withinStorageTime(opened.loaded, this.options.limits)) return opened.room;
    } catch (error) {
      this.close(opened.room);
      throw error;
    }
    this.close(opened.room);
    return null;
  }

  /** Gives up one use of a room; it is let go of with the last. */
  close(room: LocalRoom): void {
    const opened = this.#opened.get(room.id);
    if (opened?.room !== room || --opened.uses > 0) return;
    this.#opened.delete(room.id);
    room.stop();
    // A later `subscribe` leaves after this on the same connection, so that the two cannot cross.
    this.options.subscriber.unsubscribe(roomChannel(room.id)).catch(() => {});
  }

  stop(): void {
    for (const room of this.all()) room.stop();
  }

  #load(roomId: string): Opened {
    const { io, redis, subscriber, clock, predictions, metrics, gatewayId, limits, log } = this.options;
    const relay: LocalRoomDeps['relay'] = (message) => this.#relay(roomId, message);
    const room = new LocalRoom(roomId, { io, predictions, metrics, limits, log, relay }, { redis, gatewayId, clock });
    const loaded = this.#loads(async () => {
      // What is told from here on waits for the state.
      await subscriber.subscribe(roomChannel(roomId));
      return room.load();
    });
    const opened = { room, loaded, uses: 0, aloneUntil: 0 };
    this.#opened.set(roomId, opened);
    return opened;
  }

  #relay(roomId: string, message: Parameters<LocalRoomDeps['relay']>[0]): void {
    const { redis, gatewayId, log, isStorageAway } = this.options;
    // Old frames are worth nothing: they must not pile up in front of a store that is away.
    if (isStorageAway()) return;
    const opened = this.#opened.get(roomId);
    // What a crowd draws is much to write down twenty times a second for nobody.
    if (message.event === 'frame' && opened && performance.now() < opened.aloneUntil) return;
    // The origin comes first: this gateway passes over its own message without parsing it.
    publishToRoom(redis, roomId, { origin: gatewayId, ...message }).then(
      (gateways) => {
        if (opened && gateways <= 1) opened.aloneUntil = performance.now() + ALONE_MS;
      },
      (error: unknown) => log.debug({ err: error }, 'could not publish a frame'),
    );
  }

  #receive(opened: Opened, text: string): void {
    const { room } = opened;
    if (text.startsWith(this.#ownOrigin)) return;
    const batch = ownBatch(text, this.options.gatewayId);
    if (batch !== null && room.writer.hear(batch)) return;
    const message = parseRoomMessage(text);
    if (message.event === 'person.joined') opened.aloneUntil = 0;
    room.hear(message);
  }
}

/** @throws CodedException `storage_unavailable` when the store takes longer than one request may wait */
export async function withinStorageTime<T>(promise: Promise<T>, limits: Limits): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CodedException(codedError('storage_unavailable'))), limits.storageRetryMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
