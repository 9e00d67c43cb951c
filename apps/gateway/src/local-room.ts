import { randomUUID } from 'node:crypto';
import {
  type Limits,
  type LogEntry,
  type Prediction,
  type ServerEvent,
  type ServerEvents,
  SHEET_ROWS,
} from '@inkroom/shared';
import type { Connection, RoomMessage } from '@inkroom/store';
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
  readonly #predictions = new Map<number, Prediction>();
  readonly #predictionTick: Tick;
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
  ) {
    this.#predictionTick = new Tick(
      () => this.tickMs(),
      () => this.#sendPredictions(),
    );
  }

  /**
   * How long what moves is gathered: the room's messages are shared among its members, so that two people see each other
   * at once and two hundred thirty times a second.
   */
  tickMs(): number {
    const { liveIntervalMs, roomMessagesPerSecond } = this.limits;
    return Math.min(liveIntervalMs, (1000 * this.members.size) / roomMessagesPerSecond);
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

  /** Lets somebody in who has just been sent the state: with all that has happened since. */
  admit({ marker }: Arrival, socket: IoSocket, connection: Connection): void {
    const waiting = this.#arrivals.get(marker);
    this.#arrivals.delete(marker);
    for (const message of waiting?.messages ?? []) emit(socket, message.event, message.payload);
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
    if (message.event === 'log.entry') this.#notice(message.payload);
    for (const waiting of this.#arrivals.values()) waiting.messages?.push(message);
    if (message.event === 'predictions') this.#gather(message.payload);
    else this.tell(message.event, message.payload);
  }

  /** Sends to all members here, encoded once. */
  tell<E extends ServerEvent>(event: E, payload: ServerEvents[E]): void {
    if (this.members.size === 0) return;
    emit(this.io.local.to(this.id), event, payload);
  }

  /** The page is another one, or has grown. */
  turnTo(sheet: number, rows: number): void {
    if (sheet === this.sheet) this.rows = Math.max(this.rows, rows);
    if (sheet <= this.sheet) return;
    this.sheet = sheet;
    this.rows = rows;
    this.#predictions.clear();
    this.standIns?.clear();
    this.live?.turn(sheet);
  }

  stop(): void {
    this.#predictionTick.stop();
    this.standIns?.clear();
    this.live?.stop();
  }

  #notice({ effect }: LogEntry): void {
    if (effect.kind === 'sheet.turn') this.turnTo(effect.sheet, SHEET_ROWS);
    if (effect.kind === 'sheet.grow') this.turnTo(this.sheet, effect.rows);
  }

  /** Several workers publish for one room: members get one message a tick, in which the last word on a cell counts. */
  #gather(predictions: readonly Prediction[]): void {
    for (const prediction of predictions) {
      this.#predictions.set(prediction.cell, prediction);
      if (prediction.sheet === this.sheet) this.standIns?.saw(prediction);
    }
    this.#predictionTick.request();
  }

  #sendPredictions(): void {
    const predictions = [...this.#predictions.values()];
    this.#predictions.clear();
    if (predictions.length > 0) this.tell('predictions', predictions);
  }
}

/** Socket.IO's types tie each event to its payload; here both come from one message. */
function emit(target: unknown, event: ServerEvent, payload: unknown): void {
  (target as { emit(event: string, payload: unknown): void }).emit(event, payload);
}
