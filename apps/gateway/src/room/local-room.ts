import {
  type CatchUp,
  type CellIndex,
  type Frame,
  type InkById,
  type Limits,
  type LogEntry,
  type LogPosition,
  type Prediction,
  predictionRecordSchema,
  type RoomState,
  type ServerEvent,
  type ServerEvents,
  withoutFacts,
} from '@inkroom/shared';
import {
  type Commit,
  type Connection,
  RoomCopy,
  type RoomFollower,
  type RoomMessage,
  RoomWriter,
  type RoomWriterOptions,
  strokesAdded,
} from '@inkroom/store';
import { emit, type IoServer, type IoSocket } from '../io.js';
import type { Metrics } from '../metrics.js';
import { ActivityGatherer } from './activity-gatherer.js';
import { Broadcast } from './broadcast.js';
import { LiveRelay } from './live-relay.js';
import type { PredictionQueue } from './prediction-queue.js';
import { Receiver } from './receiver.js';
import { RoomInk } from './room-ink.js';
import { RoomPredictions } from './room-predictions.js';
import { StandIns } from './stand-ins.js';
import { Tick } from './tick.js';

export interface LocalRoomDeps {
  io: IoServer;
  predictions: PredictionQueue;
  metrics: Metrics;
  limits: Limits;
  /** Tells the other gateways what moved here. */
  relay(frame: Frame): void;
}

/**
 * A room as far as this gateway has people in it: knows its state, has operations decided and committed, and tells its people what
 * happens, all of a tick in one message. Whoever arrives gets the page as it is known here at one moment, and then everything after that
 * moment and nothing before it: both come from the same copy, so there is no gap between them.
 */
export class LocalRoom implements RoomFollower {
  /** Its people's connections by their id. */
  readonly receivers = new Map<string, Receiver>();
  readonly copy: RoomCopy;
  readonly writer: RoomWriter;
  readonly live: LiveRelay;
  readonly standIns: StandIns;
  readonly #deps: LocalRoomDeps;
  readonly #ink: RoomInk;
  readonly #predictions = new RoomPredictions();
  readonly #broadcast: Broadcast;
  readonly #activity = new ActivityGatherer();
  readonly #tick: Tick;
  /** Settles when all ink of the page is known here; null when it has to be read. */
  #inkLoaded: Promise<void> | null = null;
  #page = 0;
  /** The last entry that was sent to those who get what all get. */
  #toldSeq = 0;

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
    this.#ink = new RoomInk(store.redis, id);
    this.#broadcast = new Broadcast(this.copy, this.#ink, this.#predictions);
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
    this.#followState();
    await this.whenComplete();
    return exists;
  }

  /** Settles when all of the page can be told. @throws what ioredis throws */
  whenComplete(): Promise<void> {
    if (!this.state) return Promise.resolve();
    this.#inkLoaded ??= this.#ink.load(this.state).catch((error: unknown) => {
      // Whoever comes next has it read once more.
      this.#inkLoaded = null;
      throw error;
    });
    return this.#inkLoaded;
  }

  /** Somebody on the way in: what people are told meanwhile waits for them. */
  receive(socket: IoSocket, connection: Connection): Receiver {
    const receiver = new Receiver(socket, connection, this.#broadcast, (ready) => this.#catchUp(ready));
    this.receivers.set(socket.id, receiver);
    return receiver;
  }

  /**
   * How a receiver is brought up to date: what to answer, and what to do as soon as that was sent.
   * @param since the last entry that its client knows, if it knows any
   */
  catchUp(receiver: Receiver, since: LogPosition | undefined): { answer: CatchUp; begin: () => void } {
    const { state } = this.copy;
    if (!state) throw new Error('the room is not loaded');
    const missed = since && this.copy.leadsOnFrom(since) ? this.copy.entriesAfter(since.seq) : null;
    if (since && missed && missed.length <= this.#deps.limits.logReplayMax)
      return { answer: {}, begin: () => this.#begin(receiver, since.seq, null) };
    const { cells: _cells, ...head } = state;
    const answer = { state: head, opId: this.copy.last ?? null };
    return { answer, begin: () => this.#begin(receiver, state.seq, state) };
  }

  dismiss(socket: IoSocket): void {
    this.receivers.delete(socket.id);
    void socket.leave(this.id);
    void socket.leave(this.#current);
  }

  /** Hands on what the channel says. */
  hear(message: RoomMessage): void {
    if (message.event === 'log.entries') this.copy.receive(message.payload.entries, message.payload.ink);
    else this.#handOn(message);
  }

  entriesApplied(entries: readonly LogEntry[], ink: InkById): void {
    if (this.state) this.#ink.follow(entries, ink, this.state);
    this.#followPage();
    this.#broadcast.finish(strokesAdded(entries));
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

  /** Whoever is here joins again: what they know may be what the store has lost. */
  stateReplaced(): void {
    this.#followState();
    this.#deps.io.local.to(this.id).disconnectSockets(true);
  }

  /** Sends to all people here, encoded once; those on the way in get it once they are in. */
  tell<E extends ServerEvent>(event: E, payload: ServerEvents[E]): void {
    emit(this.#deps.io.local.to(this.id), event, payload);
    for (const receiver of this.receivers.values()) if (!receiver.hasBegun) receiver.hold(event, payload);
  }

  /** Gives up what has not moved for long, and connections that take nothing. To be repeated. */
  sweep(): void {
    this.live.sweep();
    this.#broadcast.sweep(Date.now() - this.#deps.limits.liveExpiryMs);
    const now = performance.now();
    for (const receiver of this.receivers.values()) {
      if (!receiver.isStuck(now)) continue;
      this.#deps.metrics.cutConnections.inc({ reason: 'stuck' });
      receiver.socket.disconnect(true);
    }
  }

  stop(): void {
    this.#tick.stop();
    this.standIns.clear();
    this.writer.stop();
  }

  #handOn(message: RoomMessage): void {
    if (message.event === 'predictions') {
      const payload = message.payload.filter(isWhole);
      for (const prediction of payload) if (prediction.page === this.#page) this.#note(prediction);
      if (this.#activity.add({ event: 'predictions', payload })) this.#tick.request();
      return;
    }
    if (this.#activity.add(message)) this.#tick.request();
    else this.tell(message.event as ServerEvent, message.payload as ServerEvents[ServerEvent]);
  }

  #begin(receiver: Receiver, seq: number, state: RoomState | null): void {
    // They may have left again while the answer was on its way.
    if (this.receivers.get(receiver.socket.id) !== receiver) return;
    void receiver.socket.leave(this.#current);
    void receiver.socket.join(this.id);
    receiver.begin(seq, state);
  }

  /** Takes over a state that was read anew. */
  #followState(): void {
    this.#followPage();
    if (!this.state) return;
    this.#inkLoaded = null;
    this.whenComplete().catch(() => {});
    this.#toldSeq = this.state.seq;
    for (const { prediction } of Object.values(this.state.cells))
      if (prediction && isWhole(prediction)) this.#note(prediction);
  }

  #note(prediction: Prediction): void {
    this.#predictions.note(prediction);
    this.standIns.note(prediction);
  }

  #followPage(): void {
    const page = this.state?.page ?? 0;
    if (page === this.#page) return;
    this.#page = page;
    this.standIns.clear();
    this.#predictions.clear();
    this.#broadcast.turn();
    this.live.turn(page);
  }

  /**
   * How long what happens is gathered: the room's messages are shared among its people, so that two see each other at once, a hundred thirty
   * times a second, and more of them twenty times.
   */
  #tickMs(): number {
    const { tickMaxMs, roomMessagesPerSecond } = this.#deps.limits;
    return Math.min(tickMaxMs, (1000 * this.receivers.size) / roomMessagesPerSecond);
  }

  #flush(): void {
    const moved = this.live.take();
    if (moved) {
      this.#deps.relay(moved);
      this.#activity.add({ event: 'frame', payload: moved });
    }
    const told = this.#activity.take(this.#page);
    if (!told) return;
    const now = performance.now();
    const late: Receiver[] = [];
    for (const receiver of this.receivers.values()) {
      if (receiver.isCurrent && receiver.isBehind(now)) {
        void receiver.socket.leave(this.#current);
        receiver.fallBehind(this.#toldSeq);
      }
      if (!receiver.isCurrent) late.push(receiver);
    }
    emit(this.#deps.io.local.to(this.#current), 'activity', this.#broadcast.activity(told));
    for (const receiver of late) receiver.miss(told);
    this.#toldSeq = told.entries?.at(-1)?.seq ?? this.#toldSeq;
  }

  #catchUp(receiver: Receiver): void {
    // What is gathered for those who get everything has waited for this one as well.
    this.#flush();
    const { seq, predicted, namesKnown } = receiver;
    const message = this.#broadcast.catchUp(seq, receiver.takePeople(), predicted, namesKnown);
    if (!message) {
      // So far behind that the page is less: its client comes back for that.
      receiver.socket.disconnect(true);
      return;
    }
    emit(receiver.socket, 'activity', message);
    receiver.isCurrent = true;
    void receiver.socket.join(this.#current);
  }

  /** Socket.IO's room of those who get what all get. */
  get #current(): string {
    return `${this.id}/current`;
  }
}

/** What another part wrote is told to all: a damaged record must not end the gateway that tells it. */
function isWhole(prediction: unknown): boolean {
  return predictionRecordSchema.safeParse(prediction).success;
}
