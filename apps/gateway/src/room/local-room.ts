import { randomUUID } from 'node:crypto';
import {
  type CellIndex,
  type InkById,
  type Limits,
  type LogEntry,
  type PackedFrame,
  packFrame,
  type RoomState,
  type ServerEvent,
  type ServerEvents,
  withoutFacts,
} from '@inkroom/shared';
import {
  type Commit,
  type Connection,
  RoomCopy,
  type RoomEvent,
  type RoomFollower,
  type RoomMessage,
  RoomWriter,
  type RoomWriterOptions,
} from '@inkroom/store';
import type { IoServer, IoSocket } from '../io.js';
import type { Metrics } from '../metrics.js';
import { ActivityGatherer } from './activity-gatherer.js';
import { LiveRelay } from './live-relay.js';
import type { PredictionQueue } from './prediction-queue.js';
import { StandIns } from './stand-ins.js';
import { Tick } from './tick.js';

/** Between an answered poll and the next one lies a round trip at least, on a phone's network a long one. */
const POLL_GAP_MS = 1_000;

/** Somebody on the way in: what the room is told meanwhile waits for them. */
export interface Arrival {
  /** Published by the store at the very moment of the state that they get. */
  marker: string;
  /** Settles when the marker has come through the channel. */
  marked: Promise<void>;
}

interface Waiting {
  mark: () => void;
  marked: boolean;
  messages: RoomMessage[];
}

export interface LocalRoomDeps {
  io: IoServer;
  predictions: PredictionQueue;
  metrics: Metrics;
  limits: Limits;
  /** Tells the other gateways what moved here. */
  relay(frame: PackedFrame): void;
}

/**
 * A room as far as this gateway has members in it: knows its state, has operations decided and committed, and hands on what its
 * channel says. Whoever arrives gets the state at one moment of the log, and then everything after that moment and nothing before
 * it: the script that reads the state publishes a marker in the same step, and what comes behind the marker waits until the
 * state has been sent. Entries wait from the beginning and go by their `seq`, for they may come before the channel's message.
 */
export class LocalRoom implements RoomFollower {
  /** The members' connections by their id. */
  readonly members = new Map<string, Connection>();
  readonly copy: RoomCopy;
  readonly writer: RoomWriter;
  readonly live: LiveRelay;
  readonly standIns: StandIns;
  readonly #deps: LocalRoomDeps;
  readonly #arrivals = new Map<string, Waiting>();
  readonly #activity = new ActivityGatherer();
  readonly #tick: Tick;
  /** Since when a member's line takes nothing, ms of `performance.now()`. */
  readonly #unwritableSince = new Map<string, number>();
  #page = 0;

  constructor(
    readonly id: string,
    deps: LocalRoomDeps,
    store: Omit<RoomWriterOptions, 'roomId' | 'limits'>,
  ) {
    const { limits, predictions } = deps;
    this.#deps = deps;
    const options = { ...store, roomId: id, limits };
    this.copy = new RoomCopy(options, this);
    this.writer = new RoomWriter(options, this.copy, this);
    this.live = new LiveRelay(limits, {
      moved: () => this.#tick.request(),
      changed: (stroke, isGone) => predictions.liveChanged(id, stroke, isGone ? null : stroke),
    });
    this.standIns = new StandIns(limits, (cells) => predictions.again(id, this.#page, cells));
    this.#tick = new Tick(
      () => this.#tickMs(),
      () => this.#flush(),
    );
  }

  /** The room as far as this gateway has heard. */
  get state(): RoomState | null {
    return this.copy.state;
  }

  /** Reads the room; before that it does nothing. @returns false when there is none */
  async load(): Promise<boolean> {
    const exists = await this.copy.load();
    this.#followPage();
    return exists;
  }

  expect(): Arrival {
    const marker = randomUUID();
    const marked = new Promise<void>((mark) => this.#arrivals.set(marker, { mark, marked: false, messages: [] }));
    return { marker, marked };
  }

  /** The arrival failed: nothing has to wait for it any longer. */
  abandon({ marker }: Arrival): void {
    this.#arrivals.delete(marker);
  }

  /**
   * Lets somebody in who has just been sent the state: with all that has happened since, and nothing twice.
   * @param seq of that state
   */
  admit({ marker }: Arrival, socket: IoSocket, connection: Connection, seq: number): void {
    const waiting = this.#arrivals.get(marker);
    this.#arrivals.delete(marker);
    // What is gathered for those who are here already has waited for this one as well.
    this.#flush();
    const missed = new ActivityGatherer();
    for (const message of waiting?.messages ?? [])
      if (!missed.add(since(message, seq))) emit(socket, message.event, message.payload);
    const activity = missed.take();
    if (activity) emit(socket, 'activity', activity);
    this.members.set(connection.connectionId, connection);
    void socket.join(this.id);
  }

  dismiss(socket: IoSocket): void {
    this.members.delete(socket.id);
    this.#unwritableSince.delete(socket.id);
    void socket.leave(this.id);
  }

  /** The channel says that a reader's state is from this moment. */
  mark(marker: string): void {
    const waiting = this.#arrivals.get(marker);
    if (!waiting) return;
    waiting.marked = true;
    waiting.mark();
  }

  /** Hands on what the channel says. */
  receive(message: RoomMessage): void {
    if (message.event === 'log.entries') this.copy.receive(message.payload.entries, message.payload.ink);
    else this.#handOn(message);
  }

  entriesApplied(entries: readonly LogEntry[], ink: InkById): void {
    this.#followPage();
    this.#handOn({ event: 'log.entries', payload: { entries: entries.map(withoutFacts), ink } });
  }

  commitSent(page: number, cells: readonly CellIndex[]): void {
    this.#deps.predictions.changed(this.id, page, cells);
  }

  commitAnswered(what: Commit['what'], operations: number): void {
    const { commits, committedOperations } = this.#deps.metrics;
    commits.inc({ outcome: what });
    if (what === 'done') committedOperations.inc(operations);
  }

  /** Whoever is here joins again: their client takes a state that it is given on joining for the truth. */
  stateReplaced(): void {
    this.#followPage();
    this.#everybody().disconnectSockets(true);
  }

  /** Notes by whom cells have been predicted. */
  notePredictions({ cells }: Pick<RoomState, 'cells'>): void {
    for (const { prediction } of Object.values(cells)) if (prediction?.insteadOf) this.standIns.note(prediction);
  }

  /** Sends to all members here, encoded once. */
  tell<E extends ServerEvent>(event: E, payload: ServerEvents[E]): void {
    emit(this.#everybody(), event, payload);
  }

  stop(): void {
    this.#tick.stop();
    this.standIns.clear();
    this.writer.stop();
  }

  #handOn(message: RoomMessage): void {
    if (message.event === 'predictions')
      for (const prediction of message.payload) if (prediction.page === this.#page) this.standIns.note(prediction);
    for (const { marked, messages } of this.#arrivals.values())
      if (marked || message.event === 'log.entries') messages.push(message);
    if (this.#activity.add(message)) this.#tick.request();
    else emit(this.#everybody(), message.event, message.payload);
  }

  #followPage(): void {
    const page = this.state?.page ?? 0;
    if (page === this.#page) return;
    this.#page = page;
    this.standIns.clear();
    this.live.turn(page);
  }

  /**
   * How long what happens is gathered: the room's messages are shared among its members, so that two people see each other
   * at once, a hundred thirty times a second, and more of them twenty times.
   */
  #tickMs(): number {
    const { tickMaxMs, roomMessagesPerSecond } = this.#deps.limits;
    return Math.min(tickMaxMs, (1000 * this.members.size) / roomMessagesPerSecond);
  }

  #flush(): void {
    const taken = this.live.take();
    if (taken) {
      const frame = packFrame(taken);
      this.#deps.relay(frame);
      this.#activity.add({ event: 'frame', payload: frame });
    }
    const activity = this.#activity.take();
    if (!activity) return;
    const { frame: moved, ...lasting } = activity;
    const behind = moved ? [...this.members.keys()].filter((id) => this.#isBehind(id)) : [];
    emit(this.#everybody().except(behind), 'activity', activity);
    if (behind.length > 0 && Object.keys(lasting).length > 0) emit(this.#deps.io.local.to(behind), 'activity', lasting);
  }

  /**
   * Whether a member's line has not even taken what it was sent last. It goes without live ink until it has: that would come
   * too late to be of use, and delay what has to come. Who polls cannot be written to between two polls: that is no sign yet.
   */
  #isBehind(connectionId: string): boolean {
    const transport = this.#deps.io.sockets.sockets.get(connectionId)?.conn.transport;
    if (!transport || transport.writable) {
      this.#unwritableSince.delete(connectionId);
      return false;
    }
    const now = performance.now();
    const since = this.#unwritableSince.get(connectionId) ?? now;
    this.#unwritableSince.set(connectionId, since);
    return transport.name !== 'polling' || now - since > POLL_GAP_MS;
  }

  #everybody() {
    return this.#deps.io.local.to(this.id);
  }
}

/** What of a message is news to somebody who has the state of `seq`. */
function since(message: RoomMessage, seq: number): RoomMessage {
  if (message.event !== 'log.entries') return message;
  const { entries, ink } = message.payload;
  return { ...message, payload: { entries: entries.filter((entry) => entry.seq > seq), ink } };
}

/** Socket.IO's types tie each event to its payload; here both come from one message. */
function emit(target: unknown, event: ServerEvent | RoomEvent, payload: unknown): void {
  (target as { emit(event: string, payload: unknown): void }).emit(event, payload);
}
