import {
  type Attention,
  type CatchUp,
  type CellIndex,
  codedError,
  type Effect,
  hasPage,
  hidesNames,
  type InkById,
  type Limits,
  type LogEntry,
  type LogPosition,
  type Prediction,
  pagesIn,
  penRests,
  predictionRecordSchema,
  type RoomState,
  roleOf,
  type ServerEvent,
  type ServerEvents,
  tickMs,
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
import type { Logger } from 'pino';
import { emit, type IoServer, type IoSocket } from '../io.js';
import type { Metrics } from '../metrics.js';
import { RoomAttention } from './attention.js';
import { Audience } from './audience.js';
import { Broadcast } from './broadcast.js';
import { LiveRelay } from './live-relay.js';
import { PlaceOffers } from './place-offers.js';
import { Places } from './places.js';
import type { PredictionQueue } from './prediction-queue.js';
import type { Receiver } from './receiver.js';
import { RoomInk } from './room-ink.js';
import { RoomPredictions } from './room-predictions.js';
import { ScoreTeller } from './score-teller.js';
import { StandIns } from './stand-ins.js';
import { Tick } from './tick.js';

export interface LocalRoomDeps {
  io: IoServer;
  predictions: PredictionQueue;
  metrics: Metrics;
  limits: Limits;
  log: Logger;
  /** Tells the other gateways what moved here, where people are led, and whether they are at it. */
  relay(message: Extract<RoomMessage, { event: 'frame' | 'places' | 'attention' }>): void;
}

/**
 * A room as far as this gateway has people in it: knows its state, has operations decided and committed, and tells its people what
 * happens, all of a tick in one message. Whoever arrives gets the page as it is known here at one moment, and then everything after that
 * moment and nothing before it: both come from the same copy, so there is no gap between them.
 */
export class LocalRoom implements RoomFollower {
  readonly audience: Audience;
  readonly copy: RoomCopy;
  readonly writer: RoomWriter;
  readonly live: LiveRelay;
  readonly standIns: StandIns;
  readonly #deps: LocalRoomDeps;
  readonly #ink: RoomInk;
  readonly #predictions = new RoomPredictions();
  readonly #places = new Places();
  readonly #placeOffers: PlaceOffers;
  readonly #attention = new RoomAttention();
  readonly #broadcast: Broadcast;
  readonly #score: ScoreTeller;
  readonly #tick: Tick;
  /** Somebody may have no place: looking for one goes through all who are here. */
  #offersPlaces = false;

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
    this.#broadcast = new Broadcast(this.copy, this.#ink, this.#predictions, this.#places, this.#attention);
    this.audience = new Audience(deps.io, id, this.copy, this.#broadcast, (asking) => this.#flush(asking));
    this.#placeOffers = new PlaceOffers(this.#places, this.copy, this.writer, this.audience, limits);
    this.#score = new ScoreTeller(id, store, this.copy, this.audience, this.#predictions, predictions, limits);
    this.live = new LiveRelay(limits, {
      moved: () => this.#tick.request(),
      changed: (stroke, isGone) => predictions.liveChanged(id, stroke, isGone ? null : stroke),
    });
    this.standIns = new StandIns(limits, (page, cells) => predictions.again(id, page, cells));
    this.#tick = new Tick(
      () => tickMs(this.audience.receivers.size, limits),
      (lateMs) => {
        const { tickSeconds, tickLateSeconds } = deps.metrics;
        tickLateSeconds.observe(lateMs / 1000);
        const began = performance.now();
        this.#flush();
        tickSeconds.observe((performance.now() - began) / 1000);
      },
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

  /** Settles when all of a page can be told. @param page the open one when left out @throws what ioredis throws */
  async whenComplete(page = this.state?.page): Promise<void> {
    if (page !== undefined) await this.#ink.whenComplete(page, () => this.state);
  }

  /**
   * How a receiver is brought up to date: what to answer, and what to do as soon as that was sent.
   * @param since the last entry that its client knows, if it knows any
   * @param asked the page that its client looks at, if not at the open one
   */
  catchUp(
    receiver: Receiver,
    since: LogPosition | undefined,
    asked: number | undefined,
  ): { answer: CatchUp; begin: () => void } {
    const { state } = this.copy;
    if (!state) throw new Error('the room is not loaded');
    const page = asked !== undefined && hasPage(state, asked) ? asked : state.page;
    const missed = since && this.copy.leadsOnFrom(since) ? this.copy.entriesAfter(since.seq) : null;
    if (since && missed && missed.length <= this.#deps.limits.logReplayMax)
      return { answer: {}, begin: () => this.#begin(receiver, since.seq, page, null) };
    const pages = Object.fromEntries(
      pagesIn(state).map(([number, { cells: _cells, cleared: _cleared, ...head }]) => [number, head]),
    );
    const isHidden = hidesNames(state, receiver.seerIn(state).role);
    const head = { ...state, pages, ...(isHidden && { names: {} }) };
    const answer = { state: head, opId: this.copy.last ?? null, page };
    return { answer, begin: () => this.#begin(receiver, state.seq, page, state) };
  }

  /** Has somebody sent a page that they want to look at, once all of it is known here. */
  sendPage(receiver: Receiver, page: number): void {
    const { state } = this.copy;
    if (state && this.audience.sendPage(receiver, page, state)) this.#predictMissing(page);
  }

  /** How present somebody is at one of their connections. */
  attend({ personId, connectionId }: Connection, attention: Attention): void {
    this.#attention.note(personId, connectionId, attention);
    this.#tick.request();
  }

  /** A connection of this room has ended. */
  dismiss(socket: IoSocket): void {
    const connection = this.audience.receivers.get(socket.id)?.connection;
    this.audience.dismiss(socket);
    const told = connection && this.#attention.end(connection.personId, connection.connectionId);
    if (!told) return;
    // At once: with the last of its people the room ends here.
    this.#deps.relay({ event: 'attention', payload: [told] });
    this.#tick.request();
  }

  /** Hands on what the channel says. */
  hear(message: RoomMessage): void {
    if (message.event === 'log.entries') this.copy.receive(message.payload.entries, message.payload.ink);
    else if (message.event === 'places') {
      this.#places.hear(message.payload);
      this.#offerPlaces();
    } else if (message.event === 'attention') {
      this.#attention.hear(message.origin ?? '', message.payload, performance.now());
      this.#tick.request();
    } else {
      if (message.event === 'person.left') {
        this.#places.forget(message.payload.id);
        this.#attention.forget(message.payload.id);
      }
      this.#handOn(message);
    }
  }

  entriesApplied(entries: readonly LogEntry[], ink: InkById): void {
    for (const { effect } of entries) {
      if (effect.kind === 'person.role') this.#follow(effect);
      if (effect.kind === 'room.pause') this.#restPens();
    }
    if (this.state) this.#ink.follow(entries, ink, this.state);
    for (const { effect } of entries) {
      if (effect.kind === 'page.turn') this.#predictMissing(effect.page);
      if (effect.kind === 'page.delete' && effect.opened) this.#predictMissing(effect.opened.page);
    }
    this.#broadcast.finish(strokesAdded(entries));
    for (const { by, effect } of entries)
      if (effect.kind === 'stroke.add') this.#places.wrote(by, effect.page, effect.cell);
    this.#offerPlaces();
    this.#score.changed();
    this.#handOn({ event: 'log.entries', payload: { entries: entries.map(withoutFacts), ink } });
  }

  commitSent(page: number, cells: readonly CellIndex[], trace: string): void {
    this.#deps.predictions.changed(this.id, page, cells, trace);
  }

  commitAnswered(what: Commit['what'], entries: readonly LogEntry[], trace: string): void {
    const { log, metrics } = this.#deps;
    metrics.commits.inc({ outcome: what });
    if (what === 'done') metrics.committedOperations.inc(entries.length);
    if (log.isLevelEnabled('debug'))
      log.debug({ trace, roomId: this.id, outcome: what, opIds: entries.map(({ opId }) => opId) }, 'commit');
  }

  /** Whoever is here joins again: what they know may be what the store has lost. */
  stateReplaced(): void {
    this.#followState();
    this.audience.disconnect();
  }

  /** Gives up what has not moved for long, and connections that take nothing. To be repeated. */
  sweep(): void {
    this.live.sweep();
    // Another gateway may not have heard of them.
    if (this.#places.own.length > 0) this.#deps.relay({ event: 'places', payload: this.#places.own });
    this.#broadcast.sweep(Date.now() - this.#deps.limits.liveExpiryMs);
    if (this.#attention.own.length > 0) this.#deps.relay({ event: 'attention', payload: this.#attention.own });
    this.#attention.sweep(performance.now() - this.#deps.limits.presenceTtlMs);
    this.#tick.request();
    const cut = this.audience.cutStuck();
    if (cut > 0) this.#deps.metrics.cutConnections.inc({ reason: 'stuck' }, cut);
  }

  stop(): void {
    this.#tick.stop();
    this.#score.stop();
    this.standIns.clear();
    this.writer.stop();
  }

  #handOn(message: RoomMessage): void {
    if (message.event === 'predictions') {
      const payload = message.payload.filter(isWhole);
      for (const prediction of payload) this.#note(prediction);
      this.#score.changed();
      if (this.audience.gather({ event: 'predictions', payload })) this.#tick.request();
      return;
    }
    if (this.audience.gather(message)) this.#tick.request();
    else this.audience.tell(message.event as ServerEvent, message.payload as ServerEvents[ServerEvent]);
  }

  #offerPlaces(): void {
    this.#offersPlaces = true;
    this.#tick.request();
  }

  /** @param state whose page is to be sent, in pieces */
  #begin(receiver: Receiver, seq: number, page: number, state: RoomState | null): void {
    if (!this.audience.begin(receiver, seq, page, state)) return;
    this.#attention.enter(receiver.connection.personId, receiver.connection.connectionId);
    this.#score.begin(receiver);
    this.#offerPlaces();
  }

  /** Who may not write any more leaves no ink in the making; who was removed is told, and their connections end. */
  #follow({ personId, role }: Extract<Effect, { kind: 'person.role' }>): void {
    const theirs = [...this.audience.receivers.values()].filter(({ connection }) => connection.personId === personId);
    if (role === 'host' || role === 'writer' || theirs.length === 0) return;
    for (const { connection } of theirs) this.live.forget(connection.connectionId, personId);
    if (role === 'viewer') return;
    // With the last of its people the room ends here: what they were drawing is taken off others' screens before.
    this.#flush();
    for (const { socket } of theirs) {
      emit(socket, 'refused', { event: 'room.join', error: codedError('person_removed') });
      socket.disconnect(true);
    }
  }

  /** Whose pen rests by now leaves no ink in the making: it comes whole when pens go on. */
  #restPens(): void {
    const { state } = this;
    if (!state) return;
    for (const { connection } of this.audience.receivers.values())
      if (penRests(state, roleOf(state, connection.personId)))
        this.live.forget(connection.connectionId, connection.personId);
  }

  /** Takes over a state that was read anew. */
  #followState(): void {
    if (!this.state) return;
    this.#ink.restart();
    this.whenComplete().catch(() => {});
    this.audience.startAt(this.state.seq);
    for (const { cells } of Object.values(this.state.pages))
      for (const { prediction } of Object.values(cells)) if (prediction && isWhole(prediction)) this.#note(prediction);
  }

  #note(prediction: Prediction): void {
    this.#predictions.note(prediction);
    this.standIns.note(prediction);
  }

  /** Other pages than the open one were not predicted anew when the model became another. */
  #predictMissing(page: number): void {
    const missing = this.state ? this.#predictions.missing(this.state, page) : [];
    if (missing.length > 0) this.#deps.predictions.changed(this.id, page, missing);
  }

  /** @param asking whom this is done for: they go on by themselves */
  #flush(asking?: Receiver): void {
    if (this.#offersPlaces) this.#placeOffers.offer();
    this.#offersPlaces = false;
    const moved = this.live.take();
    if (moved) {
      this.#deps.relay({ event: 'frame', payload: moved });
      this.audience.gather({ event: 'frame', payload: moved });
    }
    const [places, attention] = [this.#places.take(), this.#attention.take()];
    if (places.own.length > 0) this.#deps.relay({ event: 'places', payload: places.own });
    if (attention.own.length > 0) this.#deps.relay({ event: 'attention', payload: attention.own });
    this.audience.send({ places: places.all, attention: attention.all }, asking);
  }
}

/** What another part wrote is told to all: a damaged record must not end the gateway that tells it. */
function isWhole(prediction: unknown): boolean {
  return predictionRecordSchema.safeParse(prediction).success;
}
