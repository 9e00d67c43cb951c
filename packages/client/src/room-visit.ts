import { type CodedError, codedError, type JoinAnswer, ok, type Person, type Result } from '@inkroom/shared';
import type { StoreApi } from 'zustand/vanilla';
import { Connection } from './connection/connection.js';
import { OwnAttention } from './connection/own-attention.js';
import { Timers } from './connection/timers.js';
import type { LiveInk } from './ink/live-ink.js';
import { LiveSender } from './ink/live-sender.js';
import type { ClientStorage, Seat } from './storage/storage.js';
import { StorageWrites } from './storage/storage-writes.js';
import { EarlierVisit } from './sync/earlier-visit.js';
import { Links } from './sync/links.js';
import { LogFollower } from './sync/log-follower.js';
import { NameReader } from './sync/name-reader.js';
import { OperationSender } from './sync/operation-sender.js';
import { Outbox } from './sync/outbox.js';
import { OwnInk } from './sync/own-ink.js';
import { PageReader } from './sync/page-reader.js';
import * as replicas from './sync/replica.js';
import { RoomListener } from './sync/room-listener.js';
import { listsView, RoomModel } from './sync/room-model.js';
import { Runs } from './sync/runs.js';
import { Session } from './sync/session.js';
import type { RoomView } from './view/room-view.js';

/** A server that has not let one in by then is not waited for: the room is shown as an earlier visit has left it. */
const PATIENCE_MS = 2_500;

export interface RoomClientOptions {
  gatewayUrl: string;
  roomId: string;
  storage: ClientStorage;
  name: string;
  /** Of the link by which one comes. Kept in `storage` once it has let one in; taken from there where it is needed and left out. */
  key?: string;
  /** Watch only. */
  viewer?: boolean;
  /** After how long without doing anything one counts as idle, ms; two minutes when left out. */
  idleMs?: number;
}

/**
 * Somebody's visit to a room: they join, follow what happens, come back by themselves when the connection drops, and leave.
 *
 * What is decided lies in pure functions (`replica`, `outbox`, `history`), what is done over time in parts
 * with one purpose each: the connection to the gateway (`Connection`), who one is there (`Session`), what the server tells
 * (`RoomListener`), following the log (`LogFollower`), sending operations (`OperationSender`) and one's own ink (`OwnInk`). They meet in
 * what is known of the room (`RoomModel`); this class puts them together.
 *
 * While no server answers, a visit begins with the room as the one before has kept it (`keep`). The connection may drop at any time; on
 * each new one the client joins again and takes over the room's state, then sends what is left in the outbox.
 */
export class RoomVisit {
  /** All that is shown of the room. */
  readonly view: StoreApi<RoomView>;
  /** Others' ink in the making, and their pointers. */
  readonly live: LiveInk;

  protected readonly options: RoomClientOptions;
  protected readonly model: RoomModel;
  protected readonly connection: Connection;
  protected readonly session: Session;
  protected readonly operations: OperationSender;
  protected readonly liveSender: LiveSender;
  protected readonly ink: OwnInk;
  protected readonly attention: OwnAttention;
  protected readonly links: Links;
  protected readonly runs: Runs;
  protected readonly pages: PageReader;
  readonly #timers = new Timers();
  readonly #writes: StorageWrites;
  readonly #log: LogFollower;
  readonly #listener: RoomListener;
  readonly #earlier: EarlierVisit;
  #started: Promise<Result<Person>> | null = null;
  #answerStart: (result: Result<Person>) => void = () => {};

  constructor(options: RoomClientOptions) {
    this.options = options;
    const { roomId, gatewayUrl, name, key, storage, idleMs } = options;
    const seat: Seat = options.viewer ? 'viewer' : 'member';
    const timers = this.#timers;
    const writes = new StorageWrites(storage);
    this.#writes = writes;
    const model = new RoomModel(roomId, timers);
    this.model = model;
    this.view = model.view;
    this.live = model.liveInk;
    const connection = new Connection({ gatewayUrl, limits: () => model.limits, timers });
    this.connection = connection;
    const onRefused = (error: CodedError) => this.#end('refused', error);
    this.session = new Session(
      { roomId, name, seat, ...(key ? { key } : {}) },
      { model, connection, timers, writes, onJoined: (answer) => this.#onJoined(answer), onRefused },
    );
    this.#earlier = new EarlierVisit(model, this.session, writes, roomId, seat);
    const log = new LogFollower(model, connection, timers);
    this.#log = log;
    const operations = new OperationSender({
      model,
      connection,
      timers,
      log,
      outbox: new Outbox(writes, roomId, seat),
    });
    this.operations = operations;
    this.liveSender = new LiveSender(
      (message) => model.replica.synced && !model.penRests && connection.live(message),
      () => model.limits,
      () => connection.isFree,
      () => Object.keys(this.view.getState().people).length,
    );
    this.pages = new PageReader(model, connection, timers);
    this.view.subscribe(() => this.pages.follow());
    this.attention = new OwnAttention(
      (attention) => {
        if (this.view.getState().connection === 'online') void connection.request('attention', { attention });
      },
      timers,
      idleMs,
    );
    this.ink = new OwnInk(model, this.liveSender, (op) => operations.submit(op));
    this.links = new Links(model, connection, this.session);
    this.runs = new Runs(model, connection);
    const names = new NameReader(model, connection, timers);
    this.#listener = new RoomListener({ model, log, operations, ink: this.ink, links: this.links, names, onRefused });
  }

  /**
   * Joins. Answers once joined or refused for good; while the server cannot be reached it keeps trying, as it does ever
   * after. Calling it again gives the same answer.
   */
  start(): Promise<Result<Person>> {
    this.#started ??= new Promise((resolve) => {
      this.#answerStart = resolve;
      void Promise.all([this.session.load(), this.operations.load(), this.#earlier.load()]).then(() => {
        if (this.model.isOver) return;
        this.#earlier.resumeHistory();
        this.#followConnection();
        this.connection.open((on) => this.#listener.listen(on));
        this.#timers.set('patience', PATIENCE_MS, () => this.#earlier.show());
      });
    });
    return this.#started;
  }

  /**
   * Keeps the room as it is known here, where it has changed, for a next visit that finds no server. Takes all of the room at once: to
   * be called now and then, and when the page goes.
   */
  keep(): void {
    this.#earlier.keep();
  }

  /** The server's time, ms since the epoch. */
  now(): number {
    return this.model.clock.now();
  }

  /** Leaves the room. Operations not acknowledged yet stay in storage for the next visit. */
  async stop(): Promise<void> {
    this.#end('closed', codedError('offline'));
    await this.#writes.settled();
  }

  #followConnection(): void {
    this.connection.on('up', () => {
      this.#listener.connected();
      this.session.join();
    });
    this.connection.on('down', () => this.#onDown());
    this.connection.on('trouble', (trouble) => {
      this.view.setState({ trouble });
      this.#earlier.show();
    });
    this.connection.on('silence', (silent) => this.view.setState({ silent }));
  }

  #onJoined({ you, watches, limits, parts, ...answer }: JoinAnswer): void {
    const { model } = this;
    model.watches = watches;
    const before = this.view.getState();
    this.#earlier.forget();
    model.set(replicas.joined(model.replica, { ...you, watches }, answer), {
      ...listsView(answer),
      connection: 'online',
      trouble: null,
      ahead: null,
      places: {},
      attention: {},
      storageAway: false,
      you,
      limits,
      parts,
    });
    this.runs.joined(before, answer.runs);
    this.#log.catchUpLater();
    this.operations.resume();
    this.attention.joined();
    this.#answerStart(ok(you));
  }

  #onDown(): void {
    const { model } = this;
    this.operations.interrupted();
    this.#log.interrupted();
    this.pages.interrupted();
    model.liveInk.clear();
    const { you, page } = this.view.getState();
    const wasIn = !model.isOver && you !== null;
    // At once: a page that has not come whole must not look as if it had, for a moment.
    model.set(replicas.disconnected(model.replica, page), wasIn ? { connection: 'reconnecting' } : {});
  }

  #end(connection: 'closed' | 'refused', error: CodedError): void {
    if (this.model.isOver) return;
    this.view.setState({ connection, refusal: connection === 'refused' ? error : null });
    this.connection.close();
    this.liveSender.stop();
    this.model.liveInk.clear();
    this.#timers.clear();
    this.operations.end(error);
    this.#answerStart({ ok: false, error });
  }
}
