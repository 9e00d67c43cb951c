import { randomUUID } from 'node:crypto';
import {
  type Limits,
  type PackedFrame,
  packFrame,
  type ServerEvent,
  type ServerEvents,
  SHEET_ROWS,
} from '@inkroom/shared';
import type { Connection, RoomEvent, RoomMessage } from '@inkroom/store';
import { ActivityGatherer } from './activity-gatherer.js';
import type { IoServer, IoSocket } from './io.js';
import type { LiveRelay } from './live-relay.js';
import type { StandIns } from './stand-ins.js';
import { Tick } from './tick.js';

/** Somebody on the way in: what the room is told meanwhile waits for them. */
export interface Arrival {
  /** Published by the store at the very moment of the state that they get. */
  marker: string;
  /** Settles when the marker has come through the channel. */
  marked: Promise<void>;
}

interface Waiting {
  mark: () => void;
  /** What came after the marker; null before it. */
  messages: RoomMessage[] | null;
}

/**
 * A room as far as this gateway has members in it: hands on what its channel says. Whoever arrives gets the state at one
 * moment of the log, and then every message after that moment and none before it: the script that reads the state publishes
 * a marker in the same step, and messages behind the marker wait until the state has been sent.
 */
export class LocalRoom {
  /** The members' connections by their id. */
  readonly members = new Map<string, Connection>();
  readonly #arrivals = new Map<string, Waiting>();
  readonly #activity = new ActivityGatherer();
  readonly #tick: Tick;
  /** The page as far as this gateway has heard: the store may be a message ahead. */
  sheet = 0;
  rows = 0;
  /** Set once the first state is known. */
  live: LiveRelay | null = null;
  standIns: StandIns | null = null;

  constructor(
    readonly id: string,
    private readonly io: IoServer,
    private readonly limits: Limits,
    /** Tells the other gateways what moved here. */
    private readonly relay: (frame: PackedFrame) => void,
  ) {
    this.#tick = new Tick(
      () => this.#tickMs(),
      () => this.#flush(),
    );
  }

  expect(): Arrival {
    const marker = randomUUID();
    const marked = new Promise<void>((mark) => this.#arrivals.set(marker, { mark, messages: null }));
    return { marker, marked };
  }

  /** The arrival failed: nothing has to wait for it any longer. */
  abandon({ marker }: Arrival): void {
    this.#arrivals.delete(marker);
  }

  /** Lets somebody in who has just been sent the state: with all that has happened since, and nothing twice. */
  admit({ marker }: Arrival, socket: IoSocket, connection: Connection): void {
    const waiting = this.#arrivals.get(marker);
    this.#arrivals.delete(marker);
    // What is gathered for those who are here already has waited for this one as well.
    this.#flush();
    const missed = new ActivityGatherer();
    for (const message of waiting?.messages ?? [])
      if (!missed.add(message)) emit(socket, message.event, message.payload);
    const activity = missed.take();
    if (activity) emit(socket, 'activity', activity);
    this.members.set(connection.connectionId, connection);
    void socket.join(this.id);
  }

  dismiss(socket: IoSocket): void {
    this.members.delete(socket.id);
    void socket.leave(this.id);
  }

  /** The channel says that a reader's state is from this moment. */
  mark(marker: string): void {
    const waiting = this.#arrivals.get(marker);
    if (!waiting) return;
    waiting.messages = [];
    waiting.mark();
  }

  /** Hands on what the channel says. */
  receive(message: RoomMessage): void {
    this.#notice(message);
    for (const waiting of this.#arrivals.values()) waiting.messages?.push(message);
    if (this.#activity.add(message)) this.#tick.request();
    else emit(this.#everybody(), message.event, message.payload);
  }

  /** Something moved here: it is in the next activity. */
  moved(): void {
    this.#tick.request();
  }

  /** Sends to all members here, encoded once. */
  tell<E extends ServerEvent>(event: E, payload: ServerEvents[E]): void {
    emit(this.#everybody(), event, payload);
  }

  /** The page is another one, or has grown. */
  turnTo(sheet: number, rows: number): void {
    if (sheet === this.sheet) this.rows = Math.max(this.rows, rows);
    if (sheet <= this.sheet) return;
    this.sheet = sheet;
    this.rows = rows;
    this.standIns?.clear();
    this.live?.turn(sheet);
  }

  stop(): void {
    this.#tick.stop();
    this.standIns?.clear();
  }

  #notice({ event, payload }: RoomMessage): void {
    if (event === 'predictions') {
      for (const prediction of payload) if (prediction.sheet === this.sheet) this.standIns?.saw(prediction);
    } else if (event === 'log.entry') {
      const { effect } = payload;
      if (effect.kind === 'sheet.turn') this.turnTo(effect.sheet, SHEET_ROWS);
      if (effect.kind === 'sheet.grow') this.turnTo(this.sheet, effect.rows);
    }
  }

  /**
   * How long what happens is gathered: the room's messages are shared among its members, so that two people see each other
   * at once, a hundred thirty times a second, and more of them twenty times.
   */
  #tickMs(): number {
    const { tickMaxMs, roomMessagesPerSecond } = this.limits;
    return Math.min(tickMaxMs, (1000 * this.members.size) / roomMessagesPerSecond);
  }

  #flush(): void {
    const taken = this.live?.take();
    if (taken) {
      const frame = packFrame(taken);
      this.relay(frame);
      this.#activity.add({ event: 'frame', payload: frame });
    }
    const activity = this.#activity.take();
    if (!activity) return;
    const { frame: moved, ...lasting } = activity;
    const behind = moved ? [...this.members.keys()].filter((id) => this.#isBehind(id)) : [];
    emit(this.#everybody().except(behind), 'activity', activity);
    if (behind.length > 0 && Object.keys(lasting).length > 0) emit(this.io.local.to(behind), 'activity', lasting);
  }

  /**
   * Whether a member's line has not even taken what it was sent last. It goes without live ink until it has: that would come
   * too late to be of use, and delay what has to come.
   */
  #isBehind(connectionId: string): boolean {
    return this.io.sockets.sockets.get(connectionId)?.conn.transport.writable === false;
  }

  #everybody() {
    return this.io.local.to(this.id);
  }
}

/** Socket.IO's types tie each event to its payload; here both come from one message. */
function emit(target: unknown, event: ServerEvent | RoomEvent, payload: unknown): void {
  (target as { emit(event: string, payload: unknown): void }).emit(event, payload);
}
