import { CodedException, codedError, type Limits, type PackedFrame, type RoomState } from '@inkroom/shared';
import { publishToRoom, type RoomMessage, roomChannel } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { IoServer } from './io.js';
import { LiveRelay } from './live-relay.js';
import { LocalRoom } from './local-room.js';
import type { ReadingQueue } from './reading-queue.js';
import { StandIns } from './stand-ins.js';

interface Opened {
  room: LocalRoom;
  /** Settles when the channel is subscribed to. */
  subscribed: Promise<unknown>;
  /** Members and those on the way in. */
  uses: number;
}

export interface RoomsOptions {
  io: IoServer;
  redis: Redis;
  subscriber: Redis;
  readings: ReadingQueue;
  limits: Limits;
  log: Logger;
  /** Whether the store answers, as far as is known. */
  isStorageAway: () => boolean;
  /** Marks what this gateway has told its own members already. */
  gatewayId: string;
}

/** The rooms in which this gateway has members, each fed by its channel. */
export class Rooms {
  readonly #opened = new Map<string, Opened>();
  readonly #ownOrigin: string;

  constructor(private readonly options: RoomsOptions) {
    this.#ownOrigin = `{"origin":"${options.gatewayId}"`;
    options.subscriber.on('message', (channel: string, text: string) => {
      const room = this.#opened.get(channel.slice(channel.indexOf('{') + 1, channel.indexOf('}')))?.room;
      if (room) this.#receive(room, text);
    });
  }

  get size(): number {
    return this.#opened.size;
  }

  all(): LocalRoom[] {
    return [...this.#opened.values()].map(({ room }) => room);
  }

  /**
   * The room, once its channel is subscribed to. Whoever opened it calls `close` when done with it.
   * @throws CodedException `storage_unavailable` when that takes longer than `storageRetryMs`
   */
  async open(roomId: string): Promise<LocalRoom> {
    const { io, subscriber, limits } = this.options;
    let opened = this.#opened.get(roomId);
    if (!opened) {
      const room = new LocalRoom(roomId, io, limits, (frame) => this.#relay(roomId, frame));
      opened = { room, subscribed: subscriber.subscribe(roomChannel(roomId)), uses: 0 };
      this.#opened.set(roomId, opened);
    }
    opened.uses++;
    try {
      await withinStorageTime(opened.subscribed, limits);
    } catch (error) {
      this.close(opened.room);
      throw error;
    }
    return opened.room;
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

  /** From the first state on a room relays live ink, and sees to it that the champion reads every cell. */
  begin(room: LocalRoom, { sheet, rows, cells }: Pick<RoomState, 'sheet' | 'rows' | 'cells'>): void {
    const { readings, limits } = this.options;
    room.live ??= new LiveRelay(
      limits,
      {
        moved: () => room.moved(),
        changed: (stroke, isGone) => readings.liveChanged(room.id, stroke, isGone ? null : stroke),
      },
      sheet,
    );
    room.standIns ??= new StandIns(limits, (stoodIn) => readings.again(room.id, room.sheet, stoodIn));
    room.turnTo(sheet, rows);
    for (const { prediction } of Object.values(cells)) if (prediction?.insteadOf) room.standIns.saw(prediction);
  }

  stop(): void {
    for (const room of this.all()) room.stop();
  }

  #relay(roomId: string, frame: PackedFrame): void {
    const { redis, gatewayId, log, isStorageAway } = this.options;
    // Old frames are worth nothing: they must not pile up in front of a store that is away.
    if (isStorageAway()) return;
    // The origin comes first: this gateway passes over its own message without parsing it.
    publishToRoom(redis, roomId, { origin: gatewayId, event: 'frame', payload: frame }).catch((error: unknown) =>
      log.debug({ err: error }, 'could not publish a frame'),
    );
  }

  #receive(room: LocalRoom, text: string): void {
    if (text.startsWith(this.#ownOrigin)) return;
    const message = JSON.parse(text) as RoomMessage | { marker: string };
    if ('marker' in message) room.mark(message.marker);
    else room.receive(message);
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
