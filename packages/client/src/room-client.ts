import {
  type Answer,
  type CellIndex,
  type CodedError,
  codedError,
  type Framing,
  fail,
  type GateVerdict,
  type GivenRole,
  hasEnded,
  isRetryable,
  type JoinAnswer,
  type JoinCode,
  type Label,
  type LinkRight,
  type LogEntry,
  type ModelVersion,
  type Operation,
  ok,
  type PageColumns,
  type Person,
  type PersonSamples,
  PROTOCOL_VERSION,
  type PredictionRecord,
  pageOf,
  type Result,
  RoomDecoder,
  type Run,
  type RunDetails,
  type RunRequest,
  type SampleRole,
  type ServerEvents,
  type SharedLinks,
  type Stroke,
  type VersionFormat,
} from '@inkroom/shared';
import { nanoid } from 'nanoid';
import type { StoreApi } from 'zustand/vanilla';
import { backoffMs } from './connection/backoff.js';
import { Connection } from './connection/connection.js';
import { OwnAttention } from './connection/own-attention.js';
import { Timers } from './connection/timers.js';
import type { LiveInk } from './ink/live-ink.js';
import { LiveSender } from './ink/live-sender.js';
import type { StrokeStart, StrokeWriter } from './ink/stroke-writer.js';
import type { KeptRoom } from './storage/kept-room.js';
import { type ClientStorage, outboxName, type Seat } from './storage/storage.js';
import { StorageWrites } from './storage/storage-writes.js';
import { LogFollower } from './sync/log-follower.js';
import { OperationSender, type Settled } from './sync/operation-sender.js';
import { Outbox } from './sync/outbox.js';
import { OwnInk } from './sync/own-ink.js';
import { PageReader } from './sync/page-reader.js';
import * as replicas from './sync/replica.js';
import { listsView, RoomModel } from './sync/room-model.js';
import { Session } from './sync/session.js';
import { exportUrl, type ImportOptions, importVersion } from './versions/version-files.js';
import { NEWS, withAttention, withPeople, withPlaces, withRun } from './view/room-news.js';
import { namesAreHidden, type RoomView } from './view/room-view.js';
import { EMPTY_SERIES, fromDetails } from './view/series.js';

/** What a host decides, and people are told of. */
const DECISIONS: ReadonlySet<string> = new Set<Operation['kind']>([
  'person.role',
  'person.name',
  'room.lock',
  'room.pause',
  'room.names',
  'room.apart',
  'room.framing',
  'room.title',
  'link.renew',
  'code.renew',
]);
const isDecision = ({ effect }: LogEntry) => DECISIONS.has(effect.kind);

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
 * Somebody's place in a room: joins, follows the log, and sends what they do.
 *
 * What is decided lies in pure functions (`replica`, `outbox`, `history`), what is done over time in parts
 * with one purpose each: the connection to the gateway (`Connection`), who one is there (`Session`), following the log
 * (`LogFollower`), sending operations (`OperationSender`) and one's own ink (`OwnInk`). They meet in what is known of the
 * room (`RoomModel`); this class ties them together and is what others call.
 *
 * While no server answers, a visit begins with the room as the one before has kept it (`keep`).
 *
 * An operation is shown at once, kept in storage until the server has acknowledged it, and sent with the same id as often as
 * it takes: after a lost answer, a reconnect or a reload. A refusal for good takes its effect back and is told in
 * `lastError`. The connection may drop at any time; on each new one the client joins again and takes over the room's state, then
 * sends what is left in the outbox.
 */
export class RoomClient {
  readonly view: StoreApi<RoomView>;
  readonly live: LiveInk;

  readonly #options: RoomClientOptions;
  readonly #seat: Seat;
  readonly #timers = new Timers();
  readonly #writes: StorageWrites;
  readonly #model: RoomModel;
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #log: LogFollower;
  readonly #operations: OperationSender;
  readonly #liveSender: LiveSender;
  readonly #ink: OwnInk;
  readonly #pages: PageReader;
  readonly #attention: OwnAttention;
  /** Of this connection: what it has been told, later messages need not tell again. */
  #decoder = new RoomDecoder();
  /** What an earlier visit has left, until it is shown or the server has told of the room. */
  #kept: KeptRoom | null = null;
  #keptLast: unknown[] = [];
  #started: Promise<Result<Person>> | null = null;
  #answerStart: (result: Result<Person>) => void = () => {};

  constructor(options: RoomClientOptions) {
    this.#options = options;
    const { roomId, gatewayUrl, name, key } = options;
    const seat: Seat = options.viewer ? 'viewer' : 'member';
    this.#seat = seat;
    const timers = this.#timers;
    const writes = new StorageWrites(options.storage);
    this.#writes = writes;
    const model = new RoomModel(roomId, timers);
    this.#model = model;
    this.view = model.view;
    this.live = model.liveInk;
    const connection = new Connection({ gatewayUrl, limits: () => model.limits, timers });
    this.#connection = connection;
    this.#session = new Session(
      { roomId, name, seat, ...(key ? { key } : {}) },
      {
        model,
        connection,
        timers,
        writes,
        onJoined: (answer) => this.#onJoined(answer),
        onRefused: (error) => this.#end('refused', error),
      },
    );
    const log = new LogFollower(model, connection, timers);
    this.#log = log;
    const outbox = new Outbox(writes, roomId, seat);
    this.#operations = new OperationSender({ model, connection, timers, log, outbox });
    this.#liveSender = new LiveSender(
      (message) => model.replica.synced && !model.penRests && connection.live(message),
      () => model.limits,
      () => connection.isFree,
    );
    this.#pages = new PageReader(model, connection, timers);
    this.view.subscribe(() => this.#pages.follow());
    this.#attention = new OwnAttention(
      (attention) => {
        if (this.view.getState().connection === 'online') void connection.request('attention', { attention });
      },
      timers,
      options.idleMs,
    );
    this.#ink = new OwnInk(model, this.#liveSender, (op) => this.submit(op));
  }

  /**
   * Joins. Answers once joined or refused for good; while the server cannot be reached it keeps trying, as it does ever
   * after. Calling it again gives the same answer.
   */
  start(): Promise<Result<Person>> {
    this.#started ??= new Promise((resolve) => {
      this.#answerStart = resolve;
      void Promise.all([this.#session.load(), this.#loadOutbox(), this.#loadKept()]).then(() => {
        if (this.#model.isOver) return;
        const kept = this.#kept;
        // What one did in an earlier visit can still be taken back, also where the server tells of the room first.
        if (kept?.protocol === PROTOCOL_VERSION && kept.you.id === this.#session.identity?.personId)
          this.#model.setHistory(kept.history);
        this.#followConnection();
        this.#connection.open((on) => this.#listen(on));
        this.#timers.set('patience', PATIENCE_MS, () => this.#showKept());
      });
    });
    return this.#started;
  }

  /**
   * Keeps the room as it is known here, where it has changed, for a next visit that finds no server. Takes all of the room at once: to
   * be called now and then, and when the page goes.
   */
  keep(): void {
    const { view, replica, history } = this.#model;
    const { you, versions, runs } = view.getState();
    const now = [you, versions, runs, replica.confirmed, history];
    if (!you || now.every((part, i) => part === this.#keptLast[i])) return;
    this.#keptLast = now;
    const room = this.#model.kept(you, Date.now());
    this.#writes.add((storage) => storage.saveRoom(this.#options.roomId, this.#seat, room));
  }

  /** The server's time, ms since the epoch. */
  now(): number {
    return this.#model.clock.now();
  }

  /** Leaves the room. Operations not acknowledged yet stay in storage for the next visit. */
  async stop(): Promise<void> {
    this.#end('closed', codedError('offline'));
    await this.#writes.settled();
  }

  /** Does something at once here, and durably at the server as soon as it can be reached. @returns the operation's id */
  submit(op: Operation): string {
    return this.#operations.submit(op);
  }

  /**
   * What becomes of an operation: its place in the log, or why it was refused.
   * @param opId of an operation still under way: ask in the same task as the one that submitted it
   */
  settled(opId: string): Promise<Settled> {
    return this.#operations.settled(opId);
  }

  /**
   * The durable strokes of a cell, in the order in which they were written. The same stroke is the same object.
   * @param page the shown one when left out; of another one there are those whose ink is here
   */
  strokesOf(cell: CellIndex, page = this.view.getState().page): readonly Stroke[] {
    return this.#model.strokesOf(cell, pageOf(this.view.getState().state, page));
  }

  /** Whether it is known what is on a page: of one that nobody looked at here only the size is. */
  hasPage(page: number): boolean {
    return this.#model.replica.pages.get(page)?.arrivedTo === null;
  }

  /** Reads the keys that a host may show into the view's `links`. */
  async readLinks(): Promise<Result<SharedLinks>> {
    const read = await this.#connection.request('links.read', {});
    if (read.ok) this.#session.keepLinks(read.value);
    return read;
  }

  /** Gives a right another key, as a host: the former link opens the room no more, and who is in stays in. @returns the key */
  async renewLink(right: LinkRight): Promise<Result<string>> {
    const renewed = await this.#connection.request('link.renew', { right });
    if (!renewed.ok) return renewed;
    this.#session.keepLinks({ [right]: renewed.value.key });
    return ok(renewed.value.key);
  }

  /** The code that leads into the room while this is repeated, as a host. */
  showCode(): Promise<Result<JoinCode>> {
    return this.#connection.request('code.show', {});
  }

  /** Another code, as a host: the former one leads nowhere any more. */
  renewCode(): Promise<Result<JoinCode>> {
    return this.#connection.request('code.renew', {});
  }

  /** One has just done something: moved a pen, pressed a key. Cheap, for every event of a pointer. */
  noteActivity(): void {
    this.#attention.act();
  }

  /** Whether the app is out of sight, as in a tab behind others. */
  setHidden(hidden: boolean): void {
    this.#attention.setHidden(hidden);
  }

  // One's own ink

  beginStroke(start: StrokeStart): StrokeWriter {
    return this.#ink.beginStroke(start);
  }

  /** Shows others where one's pointer is, in page units; `null, null` when it has left the page. */
  moveCursor(x: number | null, y: number | null): void {
    // Who only watches has nothing to point at: the server would refuse it, and say so.
    if (this.view.getState().you?.role === 'viewer') return;
    const outside = x === null || y === null || !Number.isFinite(x) || !Number.isFinite(y);
    this.#liveSender.cursor(this.view.getState().page, outside ? null : [Math.round(x), Math.round(y)]);
  }

  /** Takes back the last thing that one did, on whichever page; says so where that is no longer possible. */
  undo(): void {
    this.#ink.undo();
  }

  /** Does again what was last taken back. */
  redo(): void {
    this.#ink.redo();
  }

  /** Takes strokes away: one's own, or anyone's for a host. Others' are passed over. */
  erase(strokeIds: readonly string[]): void {
    this.#ink.erase(strokeIds);
  }

  /** Clears the shown page, a cell of it, or one person's ink on it: of one's own strokes, or of all for a host. */
  clear(what: { cell?: CellIndex; personId?: string } = {}): void {
    this.#ink.clear(what);
  }

  /** Brings back what was cleared on a page. @param clearing the operation that did it */
  restore(page: number, clearing: string): string {
    return this.submit({ kind: 'ink.restore', page, clearing });
  }

  // The page and the models

  /** Says what a cell holds; null takes it back. */
  labelCell(cell: CellIndex, label: Label | null): string {
    return this.#ink.label(cell, label);
  }

  /** Takes back all samples that somebody labelled or wrote; a host's to do, or one's own. */
  withdrawSamples(personId: string, role: SampleRole): string {
    return this.submit({ kind: 'samples.withdraw', personId, role });
  }

  /** How a cell was last predicted, with all that is known of it; null where it was not. */
  async readPrediction(cell: CellIndex): Promise<Result<PredictionRecord | null>> {
    const read = await this.#connection.request('prediction.read', { page: this.view.getState().page, cell });
    return read.ok ? ok(read.value.prediction) : read;
  }

  /** Who labelled and wrote the room's samples, and how many; whoever has most comes first. */
  async readSamplesByPerson(): Promise<Result<PersonSamples[]>> {
    const read = await this.#connection.request('samples.read', {});
    return read.ok ? ok(read.value.samplesByPerson) : read;
  }

  /** Shows a page here alone; null for the one that is open, whichever that is. */
  look(page: number | null): void {
    this.#model.look(page);
  }

  /** Has the shown page stay while somebody writes on it, whichever page is opened meanwhile; afterwards the open one is followed again. */
  holdPage(isHeld: boolean): void {
    this.#model.hold(isHeld);
  }

  /** Opens a page for all. */
  turnPage(page: number): string {
    this.#model.look(null);
    return this.submit({ kind: 'page.turn', page });
  }

  /** Begins a page after the last one and opens it for all. */
  beginPage(columns: PageColumns): string {
    this.#model.look(null);
    return this.submit({ kind: 'page.begin', columns });
  }

  /** Proposes to the hosts to open a page, or to begin the one after the last. */
  suggestPage(page: number): string {
    return this.submit({ kind: 'page.suggest', page });
  }

  /** Adds a row to the shown page. */
  growPage(): string {
    return this.submit({ kind: 'page.grow', page: this.view.getState().page });
  }

  /** Has everybody but hosts see their own work alone, or reveals it. */
  setApart(apart: boolean): string {
    return this.submit({ kind: 'room.apart', apart });
  }

  /** Makes somebody a host, a writer or a viewer, or takes them out of the room; a host's to do. */
  giveRole(personId: string, role: GivenRole): string {
    return this.submit({ kind: 'person.role', personId, role });
  }

  /** Gives somebody another name: oneself, for later visits too, or for a host anybody. */
  rename(personId: string, name: string): string {
    if (personId === this.view.getState().you?.id) this.#session.rename(name);
    return this.submit({ kind: 'person.name', personId, name });
  }

  setFraming(framing: Framing): string {
    return this.submit({ kind: 'room.framing', framing });
  }

  /**
   * Makes a version read the page. One that was not live before has to pass the gate: else the operation is refused with
   * `gate_failed`, and `details.verdict` says why.
   * @param options.override live all the same; the room is told
   */
  promote(versionId: string, { override = false }: { override?: boolean } = {}): string {
    return this.submit({ kind: 'model.promote', versionId, override });
  }

  /** Has a version read along with the champion; null ends that. */
  challenge(versionId: string | null): string {
    return this.submit({ kind: 'model.challenge', versionId });
  }

  /** What the gate says of a version now. */
  judge(versionId: string): Promise<Result<GateVerdict>> {
    return this.#connection.request('model.judge', { versionId });
  }

  /** Where a version can be fetched as a zip: anybody who can name the room may. */
  exportUrl(versionId: string, format: VersionFormat): string {
    return exportUrl(this.#options, versionId, format);
  }

  /**
   * Brings a model into the room, as its host. It comes in as `version.added`, like a run's.
   * @param zip a TensorFlow.js layers model: `model.json` and its weights
   * @throws the signal's reason once it is aborted
   */
  async importVersion(zip: Blob, options?: ImportOptions): Promise<Result<ModelVersion>> {
    const { identity } = this.#session;
    const isHost = this.view.getState().you?.role === 'host';
    return isHost && identity ? importVersion(this.#options, identity, zip, options) : fail('host_only');
  }

  // Runs

  /** @param options.wait queue the run even when no worker of its pool is online */
  async startRun(spec: RunRequest, { wait }: { wait?: boolean } = {}): Promise<Result<Run>> {
    const payload = { requestId: nanoid(), spec, ...(wait ? { wait } : {}) };
    let answer = await this.#connection.request('run.start', payload);
    // The request's id makes a second try harmless where only the answer was lost.
    if (!answer.ok && answer.error.code === 'timeout') answer = await this.#connection.request('run.start', payload);
    return this.#withRun(answer);
  }

  async cancelRun(runId: string): Promise<Result<Run>> {
    return this.#withRun(await this.#connection.request('run.cancel', { runId }));
  }

  /** Fetches a run with all its series into the view. */
  async readRun(runId: string): Promise<Result<RunDetails>> {
    const answer = await this.#connection.request('run.read', { runId });
    if (answer.ok) {
      const details = answer.value;
      this.#putRun(details.run);
      const { series } = this.view.getState();
      this.view.setState({ series: { ...series, [runId]: fromDetails(details, series[runId] ?? EMPTY_SERIES) } });
    }
    return answer;
  }

  /** Forgets the last error, once it was shown. */
  dismissError(): void {
    this.view.setState({ lastError: null });
  }

  #withRun(answer: Answer<'run.start'>): Result<Run> {
    if (!answer.ok) return answer;
    this.#putRun(answer.value.run);
    return ok(answer.value.run);
  }

  #putRun(run: Run): void {
    this.view.setState((view) => withRun(view, run));
  }

  // Coming and going

  /** What an earlier visit could not send. */
  async #loadOutbox(): Promise<void> {
    const { roomId, storage } = this.#options;
    // A browser that refuses to store must not keep anybody out.
    const outbox = await storage.outbox(outboxName(roomId, this.#seat)).catch(() => []);
    const { replica } = this.#model;
    const made = new Set(replica.own.map(({ opId }) => opId));
    const left = outbox.filter(({ opId }) => !made.has(opId)).map((operation) => ({ ...operation, seq: null }));
    this.#model.set({ ...replica, own: [...left, ...replica.own] });
  }

  async #loadKept(): Promise<void> {
    const { roomId, storage } = this.#options;
    this.#kept = await storage.room(roomId, this.#seat).catch(() => null);
  }

  /** The room as an earlier visit has left it, for the same person and of the same kind of server. */
  #showKept(): void {
    const kept = this.#kept;
    if (!kept || this.#model.isOver || kept.you.id !== this.#session.identity?.personId) return;
    this.#kept = null;
    if (kept.protocol === PROTOCOL_VERSION) this.#model.show(kept);
  }

  #followConnection(): void {
    this.#connection.on('up', () => {
      this.#decoder = new RoomDecoder();
      this.#session.join();
    });
    this.#connection.on('down', () => this.#onDown());
    this.#connection.on('trouble', (trouble) => {
      this.view.setState({ trouble });
      this.#showKept();
    });
    this.#connection.on('silence', (silent) => this.view.setState({ silent }));
  }

  #listen(on: <E extends keyof ServerEvents>(event: E, listener: (payload: ServerEvents[E]) => void) => void): void {
    const model = this.#model;
    on('activity', (bytes) => {
      const activity = this.#decoder.activity(bytes);
      const { people, entries, frame, places, predictions, attention } = activity;
      if (people) {
        this.view.setState((view) => withPeople(view, people));
        for (const id of people.left) model.liveInk.forget(id);
      }
      const decided = entries?.filter(isDecision) ?? [];
      const wereHidden = namesAreHidden(this.view.getState());
      if (entries || predictions) this.#operations.entriesCame(this.#log.take(activity));
      if (decided.length > 0) this.view.setState({ decided });
      this.#followLinks(decided);
      // They are shown again, to all or to this one; or somebody has become a host, and is named.
      const areHidden = namesAreHidden(this.view.getState());
      const isNews = areHidden ? decided.some(({ effect }) => effect.kind === 'person.role') : wereHidden;
      if (isNews) void this.#readNames();
      if (places) this.view.setState((view) => withPlaces(view, places));
      if (attention) this.view.setState((view) => withAttention(view, attention));
      if (!frame || !model.replica.synced) return;
      const { you, state } = this.view.getState();
      const isOwn = (id: string) => this.#ink.isDrawing(id);
      model.liveInk.receive(frame, isOwn, you?.id ?? null, (page) => pageOf(state, page), Date.now());
      model.sweepLater();
    });
    on('snapshot', (bytes) => {
      this.#log.takePiece(this.#decoder.piece(bytes));
      this.#operations.pump();
    });
    on('join.waiting', ({ ahead }) => this.view.setState({ ahead }));
    const follow = <E extends keyof typeof NEWS>(event: E) =>
      on(event, (news) => this.view.setState((view) => NEWS[event](view, news)));
    for (const event of Object.keys(NEWS) as (keyof typeof NEWS)[]) follow(event);
    on('service.state', ({ storage }) => {
      this.view.setState({ storageAway: storage === 'away' });
      // What was published while the store was away may have reached nobody.
      if (storage === 'ok') this.#log.read();
    });
    on('refused', ({ error }) => {
      if (error.code === 'person_removed') this.#end('refused', error);
      else model.noteError(error);
    });
  }

  #onJoined({ you, watches, limits, parts, ...answer }: JoinAnswer): void {
    const model = this.#model;
    model.watches = watches;
    const known = this.view.getState();
    this.#kept = null;
    const unfinished = known.runs.filter((run) => known.series[run.id] && !hasEnded(run)).map(({ id }) => id);
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
    const toRead = new Set([...unfinished, ...answer.runs.filter((run) => !hasEnded(run)).map(({ id }) => id)]);
    for (const runId of toRead) void this.readRun(runId);
    this.#log.catchUpLater();
    this.#operations.resume();
    this.#attention.joined();
    this.#answerStart(ok(you));
  }

  /** Another host may have renewed a link, or oneself on another device: what is known here of it leads nowhere any more. */
  #followLinks(decided: readonly LogEntry[]): void {
    const { you } = this.view.getState();
    if (you?.role !== 'host') return;
    for (const { by, effect } of decided) {
      if (effect.kind !== 'link.renew') continue;
      if (effect.right !== 'host') void this.readLinks();
      else if (by !== you.id) this.#session.keepLinks({ host: null });
    }
  }

  /** Names that were hidden so far. */
  async #readNames(): Promise<void> {
    const read = await this.#connection.request('people.read', {});
    if (!read.ok) {
      // Whoever joins anew is told of them.
      if (isRetryable(read.error.code))
        this.#timers.set('names', backoffMs(0, this.#model.limits), () => this.#readNames());
      return;
    }
    const names = new Map([...read.value.people, ...read.value.absent].map(({ id, name }) => [id, name]));
    const named = (people: Record<string, Person>) =>
      Object.fromEntries(Object.values(people).map((one) => [one.id, { ...one, name: names.get(one.id) ?? one.name }]));
    const { people, absent } = this.view.getState();
    const replica = replicas.withNames(this.#model.replica, read.value.names);
    this.#model.set(replica, { people: named(people), absent: named(absent) });
  }

  #onDown(): void {
    const model = this.#model;
    this.#operations.interrupted();
    this.#log.interrupted();
    this.#pages.interrupted();
    model.liveInk.clear();
    const { you, page } = model.view.getState();
    const wasIn = !model.isOver && you !== null;
    // At once: a page that has not come whole must not look as if it had, for a moment.
    model.set(replicas.disconnected(model.replica, page), wasIn ? { connection: 'reconnecting' } : {});
  }

  #end(connection: 'closed' | 'refused', error: CodedError): void {
    if (this.#model.isOver) return;
    this.view.setState({ connection, refusal: connection === 'refused' ? error : null });
    this.#connection.close();
    this.#liveSender.stop();
    this.#model.liveInk.clear();
    this.#timers.clear();
    this.#operations.end(error);
    this.#answerStart({ ok: false, error });
  }
}
