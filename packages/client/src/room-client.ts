import {
  type Answer,
  type CellIndex,
  type ClientEvent,
  type ClientPayload,
  type CodedError,
  codedError,
  type Framing,
  fail,
  type GateVerdict,
  hasEnded,
  isRetryable,
  type JoinAnswer,
  type Label,
  type LogEntry,
  type ModelVersion,
  type Operation,
  ok,
  type Person,
  PROTOCOL_VERSION,
  type Result,
  type RoomState,
  type Run,
  type RunDetails,
  type RunRequest,
  type ServerEvents,
  type Snapshot,
  type Stroke,
  type VersionFormat,
} from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { io, type Socket } from 'socket.io-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { backoffMs } from './backoff.js';
import { EMPTY_HISTORY, type History, type HistoryStep, recordStep, redo, removals, undo } from './history.js';
import { type LiveInk, LiveInkStore } from './live-ink.js';
import { LiveSender } from './live-sender.js';
import { sendable } from './outbox.js';
import { cellOf, type PendingOperation } from './pending.js';
import { mayRemove } from './provisional.js';
import * as replicas from './replica.js';
import { emptyView, type RoomView } from './room-view.js';
import { EMPTY_SERIES, fromDetails, rewound, wasTakenAnew, withNewPoints } from './series.js';
import type { ClientStorage, Identity, Seat } from './storage.js';
import { type StrokeStart, type StrokeWriter, strokeWriter } from './stroke-writer.js';
import { TokenBucket } from './token-bucket.js';
import { exportUrl, type ImportOptions, importVersion } from './version-files.js';

export interface RoomClientOptions {
  gatewayUrl: string;
  roomId: string;
  storage: ClientStorage;
  name: string;
  /** Makes one the host. Kept in `storage` once it has fitted; taken from there when left out. */
  hostKey?: string;
  /** Watch only. */
  viewer?: boolean;
}

type Settled = Result<{ seq: number }>;

/** Time constant of sweeping: what fell silent is gone at the latest this share of the expiry too late. */
const SWEEPS_PER_EXPIRY = 4;

/**
 * Somebody's place in a room: joins, follows the log, and sends what they do.
 *
 * What is decided lies in pure functions (`replica`, `outbox`, `history`, `provisional`); this class only ties them to a
 * socket, a store and timers. An operation is shown at once, kept in storage until the server has acknowledged it, and sent
 * with the same id as often as it takes: after a lost answer, a reconnect or a reload. A refusal for good takes its effect
 * back and is told in `lastError`. The line may drop at any time; on each new one the client joins again and takes over the
 * room's state, then sends what is left in the outbox.
 */
export class RoomClient {
  readonly view: StoreApi<RoomView>;
  readonly live: LiveInk;

  readonly #options: RoomClientOptions;
  readonly #storage: ClientStorage;
  readonly #seat: Seat;
  readonly #liveInk: LiveInkStore;
  readonly #liveSender: LiveSender;
  readonly #pace: TokenBucket;
  #replica: replicas.Replica;
  #history: History = EMPTY_HISTORY;
  #identity: Identity | null = null;
  #hostKey: string | null = null;
  #socket: Socket | null = null;
  #started: Promise<Result<Person>> | null = null;
  #answerStart: (result: Result<Person>) => void = () => {};
  /** Counts connections, so that an answer that belongs to a former one is told apart. */
  #session = 0;
  #joinAttempts = 0;
  #submitAttempts = 0;
  #readingLog = false;
  readonly #inFlight = new Set<string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #settling = new Map<string, { promise: Promise<Settled>; resolve: (settled: Settled) => void }>();
  /** Strokes being drawn here: their echo in the room's frames is not somebody else's ink. */
  readonly #drawing = new Set<string>();
  /** Storage calls under way, awaited by `stop`. */
  readonly #writes = new Set<Promise<void>>();

  constructor(options: RoomClientOptions) {
    this.#options = options;
    this.#storage = options.storage;
    this.#seat = options.viewer ? 'viewer' : 'member';
    this.view = createStore<RoomView>(() => emptyView(options.roomId));
    this.#replica = replicas.emptyReplica(options.roomId);
    this.#liveInk = new LiveInkStore(this.#limits.liveExpiryMs);
    this.live = this.#liveInk;
    this.#liveSender = new LiveSender(
      // A live message that cannot leave now is worthless later: never buffered.
      (message) => this.#replica.synced && this.#socket?.volatile.emit('live', message),
      () => this.#limits,
    );
    this.#pace = new TokenBucket(() => {
      const { messagesPerSecond, messagesBurst, liveIntervalMs } = this.#limits;
      // Live messages take their share of what the server allows; half its burst is left for whatever else is asked.
      return { perSecond: Math.max(1, messagesPerSecond - 1000 / liveIntervalMs), burst: messagesBurst / 2 };
    }, Date.now());
  }

  /**
   * Joins. Answers once joined or refused for good; while the server cannot be reached it keeps trying, as it does ever
   * after. Calling it again gives the same answer.
   */
  start(): Promise<Result<Person>> {
    this.#started ??= new Promise((resolve) => {
      this.#answerStart = resolve;
      void this.#load().then(() => this.#connect());
    });
    return this.#started;
  }

  /** Leaves the room. Operations not acknowledged yet stay in storage for the next visit. */
  async stop(): Promise<void> {
    this.#end('closed', codedError('offline'));
    await Promise.allSettled(this.#writes);
  }

  /** Does something at once here, and durably at the server as soon as it can be reached. @returns the operation's id */
  submit(op: Operation): string {
    const operation: PendingOperation = { opId: nanoid(), op, at: Date.now(), cell: cellOf(op, this.#state) };
    let resolve: (settled: Settled) => void = () => {};
    const promise = new Promise<Settled>((fulfil) => {
      resolve = fulfil;
    });
    this.#settling.set(operation.opId, { promise, resolve });
    // What a viewer tries is refused: it must not be left to the writer who shares this storage.
    if (this.#seat === 'member') this.#write(this.#storage.putOutbox(this.#options.roomId, operation));
    this.#set(replicas.withOwn(this.#replica, operation));
    this.#pump();
    return operation.opId;
  }

  /**
   * What becomes of an operation: its place in the log, or why it was refused.
   * @param opId of an operation still under way: ask in the same task as the one that submitted it
   */
  settled(opId: string): Promise<Settled> {
    return this.#settling.get(opId)?.promise ?? Promise.resolve(fail('internal', { opId }, 'Not under way.'));
  }

  beginStroke(start: StrokeStart): StrokeWriter {
    const { sheet } = this.#state;
    return strokeWriter(start, this.#limits, {
      live: (stroke) => {
        this.#drawing.add(stroke.id);
        this.#liveSender.points(sheet, stroke);
      },
      durable: (stroke) => {
        this.#doneDrawing(stroke.id);
        this.#liveSender.finish(stroke.id);
        this.submit({ kind: 'stroke.add', sheet, stroke });
      },
      dropped: (id) => {
        this.#doneDrawing(id);
        this.#liveSender.drop(id);
      },
      ended: (strokes) => {
        const { you } = this.view.getState();
        if (strokes.length === 0 || !you || sheet !== this.#state.sheet) return;
        this.#record({ kind: 'drew', strokes: strokes.map((stroke) => ({ ...stroke, authorId: you.id })) });
      },
    });
  }

  /** Shows others where one's pointer is, in sheet units; `null, null` when it has left the sheet. */
  moveCursor(x: number | null, y: number | null): void {
    // Who only watches has nothing to point at: the server would refuse it, and say so.
    if (this.#seat === 'viewer') return;
    const outside = x === null || y === null || !Number.isFinite(x) || !Number.isFinite(y);
    this.#liveSender.cursor(this.#state.sheet, outside ? null : [Math.round(x), Math.round(y)]);
  }

  /** Takes back the last of one's own strokes, erasures and clearings on this page. */
  undo(): void {
    this.#travel(undo(this.#history, this.#state));
  }

  /** Does again what was last taken back. */
  redo(): void {
    this.#travel(redo(this.#history, this.#state));
  }

  /** Takes strokes away: one's own, or anyone's for a host. Others' are passed over. */
  erase(strokeIds: readonly string[]): void {
    const wanted = new Set(strokeIds);
    const strokes = this.#removable(Object.values(this.#state.cells).flatMap((cell) => cell.strokes)).filter(({ id }) =>
      wanted.has(id),
    );
    if (strokes.length === 0) return;
    for (const op of removals(strokes, this.#state.sheet)) this.submit(op);
    this.#recordRemoval(strokes);
  }

  /** Clears a cell of one's own strokes, or of all for a host. */
  clearCell(cell: CellIndex): void {
    const strokes = this.#removable(this.#state.cells[cell]?.strokes ?? []);
    if (strokes.length === 0) return;
    this.submit({ kind: 'cell.clear', sheet: this.#state.sheet, cell });
    this.#recordRemoval(strokes);
  }

  /** Says what a cell holds; null takes it back. */
  annotate(cell: CellIndex, label: Label | null): string {
    return this.submit({ kind: 'cell.annotate', sheet: this.#state.sheet, cell, label });
  }

  turnSheet(): string {
    return this.submit({ kind: 'sheet.turn', sheet: this.#state.sheet });
  }

  growSheet(): string {
    return this.submit({ kind: 'sheet.grow' });
  }

  setFraming(framing: Framing): string {
    return this.submit({ kind: 'room.framing', framing });
  }

  /**
   * Makes a version read the sheet. One that was not live before has to pass the gate: else the operation is refused with
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
    return this.#request('model.judge', { versionId });
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
    const { hostKey = this.#hostKey } = this.#options;
    return hostKey ? importVersion(this.#options, hostKey, zip, options) : fail('host_only');
  }

  /** @param options.wait queue the run even when no worker of its pool is online */
  async startRun(spec: RunRequest, { wait }: { wait?: boolean } = {}): Promise<Result<Run>> {
    const payload = { requestId: nanoid(), spec, ...(wait ? { wait } : {}) };
    let answer = await this.#request('run.start', payload);
    // The request's id makes a second try harmless where only the answer was lost.
    if (!answer.ok && answer.error.code === 'timeout') answer = await this.#request('run.start', payload);
    return this.#withRun(answer);
  }

  async cancelRun(runId: string): Promise<Result<Run>> {
    return this.#withRun(await this.#request('run.cancel', { runId }));
  }

  /** Fetches a run with all its series into the view. */
  async readRun(runId: string): Promise<Result<RunDetails>> {
    const answer = await this.#request('run.read', { runId });
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

  get #limits() {
    return this.view.getState().limits;
  }

  get #state(): RoomState {
    return this.view.getState().state;
  }

  // Connecting

  async #load(): Promise<void> {
    const { roomId, hostKey } = this.#options;
    // A browser that refuses to store must not keep anybody out.
    const orNull = <T>(value: Promise<T>): Promise<T | null> => value.catch(() => null);
    const isMember = this.#seat === 'member';
    const [identity, keptHostKey, outbox] = await Promise.all([
      orNull(this.#storage.identity(roomId, this.#seat)),
      isMember ? orNull(this.#storage.hostKey(roomId)) : null,
      isMember ? orNull(this.#storage.outbox(roomId)) : null,
    ]);
    this.#identity = identity;
    this.#hostKey = hostKey ?? keptHostKey;
    const made = new Set(this.#replica.own.map(({ opId }) => opId));
    const left = (outbox ?? []).filter(({ opId }) => !made.has(opId)).map((operation) => ({ ...operation, seq: null }));
    this.#set({ ...this.#replica, own: [...left, ...this.#replica.own] });
  }

  #connect(): void {
    if (this.#isOver()) return;
    const socket = io(this.#options.gatewayUrl, {
      // Polling would need sticky sessions in front of several gateways.
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: this.#limits.reconnectDelayMs,
      reconnectionDelayMax: this.#limits.reconnectDelayMaxMs,
      timeout: this.#limits.requestTimeoutMs,
    });
    this.#socket = socket;
    const on = <E extends keyof ServerEvents>(event: E, listener: (payload: ServerEvents[E]) => void) =>
      socket.on(event as string, listener);

    socket.on('connect', () => {
      this.#session++;
      void this.#join();
    });
    socket.on('disconnect', (reason) => {
      this.#session++;
      this.#onDisconnect();
      // Socket.IO does not come back by itself after the server closed the connection on purpose (a restart, a kick).
      if (reason === 'io server disconnect') {
        this.#later('reconnect', backoffMs(this.#joinAttempts++, this.#limits), () => socket.connect());
      }
    });
    on('log.entry', (entry) => this.#onEntries([entry]));
    on('predictions', (predictions) => this.#set(replicas.withPredictions(this.#replica, predictions)));
    on('frame', (frame) => {
      const { you, state } = this.view.getState();
      if (frame.sheet !== state.sheet || !this.#replica.synced) return;
      this.#liveInk.receive(frame, (id) => this.#drawing.has(id), you?.id ?? null, Date.now());
      this.#sweepLater();
    });
    on('person.joined', (person) =>
      this.view.setState(({ people, you }) => ({
        people: { ...people, [person.id]: person },
        // The role is this connection's own: somebody may watch in one tab and write in another.
        you: you?.id === person.id ? { ...person, role: you.role } : you,
      })),
    );
    on('person.left', ({ id }) => {
      this.view.setState(({ people: { [id]: left, ...people }, absent }) => ({
        people,
        absent: left ? { ...absent, [id]: left } : absent,
      }));
      this.#liveInk.forget(id);
    });
    on('run.changed', (run) => this.#putRun(run));
    on('run.series', ({ runId, ...added }) =>
      this.view.setState(({ series }) => ({
        series: { ...series, [runId]: withNewPoints(series[runId] ?? EMPTY_SERIES, added) },
      })),
    );
    on('version.added', (version) =>
      this.view.setState(({ versions }) => ({
        versions: [...versions.filter(({ id }) => id !== version.id), version],
      })),
    );
    on('version.dropped', ({ id: dropped }) =>
      this.view.setState(({ versions }) => ({ versions: versions.filter(({ id }) => id !== dropped) })),
    );
    on('pools.changed', (pools) => this.view.setState({ pools }));
    on('service.state', ({ storage }) => {
      this.view.setState({ storageAway: storage === 'away' });
      // What was published while the store was away may have reached nobody.
      if (storage === 'ok') void this.#readLog();
    });
    on('refused', ({ error }) => this.#noteError(error));
  }

  async #join(): Promise<void> {
    const session = this.#session;
    const { roomId, name, viewer } = this.#options;
    const identity = this.#identity;
    const answer = await this.#request('room.join', {
      roomId,
      name,
      ...(identity ? { personId: identity.personId, personKey: identity.personKey } : {}),
      ...(this.#hostKey && !viewer ? { hostKey: this.#hostKey } : {}),
      ...(viewer ? { viewer } : {}),
    });
    if (session !== this.#session || this.#isOver()) return;
    if (answer.ok) {
      if (answer.value.protocol !== PROTOCOL_VERSION) this.#end('refused', codedError('protocol_mismatch'));
      else this.#onJoined(answer.value);
      return;
    }
    const { error } = answer;
    if (error.code === 'wrong_key' && this.#forgetKey(error.details?.key)) return void this.#join();
    const neverIn = this.view.getState().you === null;
    // Somebody who was in keeps trying to get back into a full room; a newcomer is told.
    if (!isRetryable(error.code) || (error.code === 'room_full' && neverIn)) return this.#end('refused', error);
    this.#later('join', backoffMs(this.#joinAttempts++, this.#limits), () => {
      if (session === this.#session) void this.#join();
    });
  }

  /**
   * Keys from storage may be those of a former life of the room: go on without them, as somebody new.
   * @param which the one that did not fit, `person` or `host`
   * @returns whether there was one to let go of; a host key that was given is not
   */
  #forgetKey(which: unknown): boolean {
    const { roomId, hostKey } = this.#options;
    if (which === 'person' && this.#identity) {
      this.#identity = null;
      this.#write(this.#storage.saveIdentity(roomId, this.#seat, null));
      return true;
    }
    if (which === 'host' && this.#hostKey && !hostKey) {
      this.#hostKey = null;
      this.#write(this.#storage.saveHostKey(roomId, null));
      return true;
    }
    return false;
  }

  #onJoined({ you, personKey, limits, snapshot }: JoinAnswer): void {
    const { roomId, name } = this.#options;
    this.#joinAttempts = 0;
    this.#submitAttempts = 0;
    const key = personKey ?? this.#identity?.personKey;
    if (key) {
      this.#identity = { personId: you.id, personKey: key, name };
      this.#write(this.#storage.saveIdentity(roomId, this.#seat, this.#identity));
    }
    this.#write(this.#storage.saveName(name));
    if (you.role === 'host' && this.#hostKey) this.#write(this.#storage.saveHostKey(roomId, this.#hostKey));
    const known = this.view.getState();
    const unfinished = known.runs.filter((run) => known.series[run.id] && !hasEnded(run)).map(({ id }) => id);
    this.#set(replicas.joined(this.#replica, you, snapshot.state), {
      ...snapshotView(snapshot),
      connection: 'online',
      storageAway: false,
      you,
      limits,
    });
    this.#finishLive(Object.values(snapshot.state.cells).flatMap((cell) => cell.strokes));
    const toRead = new Set([...unfinished, ...snapshot.runs.filter((run) => !hasEnded(run)).map(({ id }) => id)]);
    for (const runId of toRead) void this.readRun(runId);
    this.#catchUpLater();
    this.#pump();
    this.#answerStart(ok(you));
  }

  #onDisconnect(): void {
    this.#inFlight.clear();
    this.#readingLog = false;
    this.#liveInk.clear();
    this.#set(replicas.disconnected(this.#replica));
    if (!this.#isOver() && this.view.getState().you) this.view.setState({ connection: 'reconnecting' });
  }

  #end(connection: 'closed' | 'refused', error: CodedError): void {
    if (this.#isOver()) return;
    this.view.setState({ connection, refusal: connection === 'refused' ? error : null });
    this.#socket?.disconnect();
    this.#socket = null;
    this.#liveSender.stop();
    this.#liveInk.clear();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const { resolve } of this.#settling.values()) resolve({ ok: false, error });
    this.#settling.clear();
    this.#answerStart({ ok: false, error });
  }

  #isOver(): boolean {
    const { connection } = this.view.getState();
    return connection === 'closed' || connection === 'refused';
  }

  // Following the log

  #onEntries(entries: readonly LogEntry[]): void {
    const unanswered = new Set(this.#replica.own.filter(({ seq }) => seq === null).map(({ opId }) => opId));
    this.#set(entries.reduce(replicas.withEntry, this.#replica));
    // Its entry is as good as the answer, and comes where the answer was lost.
    for (const { opId, seq } of entries) if (unanswered.has(opId)) this.#settle(opId, ok({ seq }));
    this.#finishLive(entries.flatMap(({ effect }) => (effect.kind === 'stroke.add' ? [effect.stroke] : [])));
    this.#catchUpLater();
    this.#pump();
  }

  /** Entries of several gateways may overtake each other for a moment: only a lasting gap is worth a question. */
  #catchUpLater(): void {
    if (!replicas.isBehind(this.#replica) || this.#timers.has('catch up')) return;
    this.#later('catch up', this.#limits.liveIntervalMs, () => {
      if (replicas.isBehind(this.#replica)) void this.#readLog();
    });
  }

  async #readLog(): Promise<void> {
    if (this.#readingLog || !this.#replica.synced) return;
    this.#readingLog = true;
    const session = this.#session;
    const answer = await this.#request('log.read', { since: this.#replica.confirmed.seq });
    if (session !== this.#session) return;
    this.#readingLog = false;
    if (!answer.ok) {
      this.#later('catch up', backoffMs(0, this.#limits), () => void this.#readLog());
    } else if ('entries' in answer.value) {
      this.#onEntries(answer.value.entries);
    } else {
      const { snapshot } = answer.value;
      this.#set(replicas.withSnapshot(this.#replica, snapshot.state), snapshotView(snapshot));
      this.#finishLive(Object.values(snapshot.state.cells).flatMap((cell) => cell.strokes));
      this.#catchUpLater();
    }
  }

  #finishLive(strokes: readonly Stroke[]): void {
    if (strokes.length === 0) return;
    this.#liveInk.finish(
      strokes.map(({ id }) => id),
      Date.now(),
    );
    this.#sweepLater();
  }

  #sweepLater(): void {
    if (this.#timers.has('sweep')) return;
    this.#later('sweep', this.#limits.liveExpiryMs / SWEEPS_PER_EXPIRY, () => {
      if (this.#liveInk.sweep(Date.now())) this.#sweepLater();
    });
  }

  // Sending operations

  #pump(): void {
    if (!this.#replica.synced || this.#timers.has('pump')) return;
    for (const operation of sendable(this.#replica.own, this.#inFlight, this.#limits.outboxWindow)) {
      const wait = this.#pace.take(Date.now());
      if (wait > 0) {
        this.#later('pump', wait, () => this.#pump());
        return;
      }
      void this.#send(operation);
    }
  }

  async #send({ opId, op }: PendingOperation): Promise<void> {
    const session = this.#session;
    this.#inFlight.add(opId);
    const answer = await this.#request('op.submit', { opId, op } as ClientPayload<'op.submit'>);
    if (session !== this.#session) return;
    this.#inFlight.delete(opId);
    if (answer.ok) {
      this.#submitAttempts = 0;
      this.#set(replicas.acknowledged(this.#replica, opId, answer.value.seq));
      this.#settle(opId, answer);
      this.#catchUpLater();
    } else if (answer.error.code === 'not_joined') {
      // The server lost sight of us: a new line joins again.
      this.#socket?.disconnect().connect();
      return;
    } else if (isRetryable(answer.error.code)) {
      if (!this.#timers.has('pump')) {
        // A server that is too busy for us says for how long.
        const asked = Number(answer.error.details?.retryAfterMs) || 0;
        const wait = Math.max(asked, backoffMs(this.#submitAttempts++, this.#limits));
        this.#later('pump', wait, () => this.#pump());
      }
      return;
    } else {
      this.#set(replicas.refused(this.#replica, opId));
      this.#settle(opId, answer);
      this.#noteError(answer.error);
    }
    this.#pump();
  }

  #settle(opId: string, settled: Settled): void {
    this.#write(this.#storage.removeOutbox(this.#options.roomId, opId));
    this.#settling.get(opId)?.resolve(settled);
    this.#settling.delete(opId);
  }

  /** Asks the server; the answer of one that does not come in time, or over a line that drops, is an error as well. */
  async #request<E extends Exclude<ClientEvent, 'live'>>(event: E, payload: ClientPayload<E>): Promise<Answer<E>> {
    const socket = this.#socket;
    // Socket.IO would keep the message and send it on the next line before we have joined there.
    if (!socket?.connected) return fail('offline');
    try {
      return (await socket.timeout(this.#limits.requestTimeoutMs).emitWithAck(event, payload)) as Answer<E>;
    } catch {
      return fail(socket.connected ? 'timeout' : 'offline');
    }
  }

  // One's own ink

  #doneDrawing(strokeId: string): void {
    this.#drawing.delete(strokeId);
    // A frame with its last points may still be on the way.
    this.#liveInk.finish([strokeId], Date.now());
    this.#sweepLater();
  }

  #removable(strokes: readonly Stroke[]): Stroke[] {
    const { you } = this.view.getState();
    return you ? strokes.filter((stroke) => mayRemove(you, stroke)) : [];
  }

  #recordRemoval(strokes: readonly Stroke[]): void {
    const own = strokes.filter(({ authorId }) => authorId === this.view.getState().you?.id);
    if (own.length > 0) this.#record({ kind: 'removed', strokes: own });
  }

  #record(step: HistoryStep): void {
    this.#setHistory(recordStep(this.#history, step, this.#limits.undoStepsMax));
  }

  #travel(travelled: { history: History; ops: Operation[] } | null): void {
    if (!travelled) return;
    for (const op of travelled.ops) this.submit(op);
    this.#setHistory(travelled.history);
  }

  #setHistory(history: History): void {
    this.#history = history;
    this.#set(this.#replica);
  }

  // The view

  #set(replica: replicas.Replica, patch: Partial<RoomView> = {}): void {
    const sheetBefore = this.#replica.confirmed.sheet;
    this.#replica = replica;
    if (replica.confirmed.sheet !== sheetBefore) {
      this.#history = EMPTY_HISTORY;
      this.#liveInk.clear();
    }
    const state = replicas.shownState(replica);
    this.view.setState({
      state,
      pending: replica.own.filter(({ seq }) => seq === null).length,
      canUndo: undo(this.#history, state) !== null,
      canRedo: redo(this.#history, state) !== null,
      ...patch,
    });
  }

  #putRun(run: Run): void {
    this.view.setState(({ runs, series }) => {
      const before = runs.find(({ id }) => id === run.id);
      const known = series[run.id];
      return {
        runs: before ? runs.map((one) => (one === before ? run : one)) : [...runs, run],
        ...(known && wasTakenAnew(before, run)
          ? { series: { ...series, [run.id]: rewound(known, run.checkpointEpoch) } }
          : {}),
      };
    });
  }

  #withRun(answer: Result<{ run: Run }>): Result<Run> {
    if (!answer.ok) return answer;
    this.#putRun(answer.value.run);
    return ok(answer.value.run);
  }

  #noteError(error: CodedError): void {
    this.view.setState({ lastError: { ...error, at: Date.now() } });
  }

  #later(name: string, ms: number, act: () => void): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        act();
      }, ms),
    );
  }

  /** Storage that fails costs the safety against a reload, never the drawing. */
  #write(write: Promise<void>): void {
    const done = write
      .catch(() => {})
      .finally(() => {
        this.#writes.delete(done);
      });
    this.#writes.add(done);
  }
}

function snapshotView({ people, absent, versions, runs, pools }: Snapshot): Partial<RoomView> {
  const byId = (list: readonly Person[]) => Object.fromEntries(list.map((person) => [person.id, person]));
  return { people: byId(people), absent: byId(absent), versions, runs, pools };
}
