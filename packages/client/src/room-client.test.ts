import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ALL_PARTS_WELL,
  type Answer,
  applyEntry,
  cellCount,
  DEFAULT_LIMITS,
  emptyRoom,
  encodeInk,
  fail,
  type InkById,
  type JoinAnswer,
  type LogEntry,
  type LogPosition,
  type Operation,
  ok,
  type Person,
  PROTOCOL_VERSION,
  pageOf,
  RoomEncoder,
  RoomPacketEncoder,
  type RoomState,
  roomParser,
  settle,
  strokeIdOf,
} from '@inkroom/shared';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RoomClient } from './room-client.js';
import { type ClientStorage, memoryStorage } from './storage/storage.js';
import type { RoomView } from './view/room-view.js';
import { whenView } from './view/when-view.js';

const ROOM_ID = 'lossyroom';
/** Far shorter than a client waits for a lost answer. */
const WAIT_MS = 3_000;
/** A short patience with gaps, and a lost answer that is not given up before a test has ended. */
const LIMITS = { ...DEFAULT_LIMITS, gapPatienceMs: 30, reconnectDelayMs: 30, requestTimeoutMs: 60_000 };

const ANN = 'person-ann';
const OTHER = 'somebody-else';

function strokesIn({ state }: RoomView, cell: number, page = 1): string[] {
  return [...(pageOf(state, page).cells[cell]?.strokes ?? [])];
}

const ofOther = (given: string) => strokeIdOf(OTHER, given);

/** A gateway of one room over the real protocol, which loses on the way what a test has it lose. */
class LossyGateway {
  state: RoomState = { ...emptyRoom(ROOM_ID), roles: { [OTHER]: 'host' } };
  readonly log: LogEntry[] = [];
  readonly ink: InkById = {};
  /** Where each `log.read` asked to begin. */
  readonly reads: number[] = [];
  /** Where each `room.join` asked to go on from; null where it knew nothing. */
  readonly joins: (number | null)[] = [];
  readonly #encoder = new RoomEncoder((id) => (this.ink[id] ? encodeInk(this.ink[id]) : undefined));
  /** The operations that came, each as often as it came. */
  readonly submitted: string[] = [];
  /** Entries that never reach anybody, by number. */
  readonly lost = new Set<number>();
  /** What its clock is ahead of this device's. */
  aheadMs = 0;
  losesAnswers = false;
  losesOperations = false;
  /** The pages that were asked for. */
  readonly pagesRead: number[] = [];
  losesPages = false;
  /** How often a `log.read` is refused before it is answered. */
  refusals = 0;
  readonly #http: HttpServer;
  readonly #io: Server;

  private constructor(http: HttpServer) {
    this.#http = http;
    this.#io = new Server(http, { parser: { ...roomParser, Encoder: RoomPacketEncoder } });
    this.#io.on('connection', (socket) => this.#serve(socket));
  }

  static async open(): Promise<LossyGateway> {
    const http = createServer();
    const gateway = new LossyGateway(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return this.#io.close();
  }

  /** Ends all connections. */
  cut(): void {
    this.#io.disconnectSockets(true);
  }

  /** Logs what somebody else did, and tells it. */
  somebodyDraws(id: string, cell = 0, page = 1): void {
    this.somebodyDoes({ kind: 'stroke.add', page, stroke: { id, cell, width: 20, points: [1, 1, 0.5, 0] } });
  }

  /** @returns the operation's id */
  somebodyDoes(op: Operation): string {
    const opId = `op-of-somebody-${this.log.length}`;
    this.#append(opId, OTHER, op);
    return opId;
  }

  /** A message with entries of the log, whatever their order. */
  tell(...numbers: number[]): void {
    this.#io.emit('activity', this.#told(numbers.map((seq) => this.log[seq - 1]!)));
  }

  /** With all names, for nobody knows who has been told which. */
  #told(entries: LogEntry[]): Uint8Array {
    return this.#encoder.catchUp({ entries }, 0);
  }

  #append(opId: string, by: string, op: Operation): number {
    const seq = this.state.seq + 1;
    const who = { id: by, name: by, watches: false };
    const settled = settle(this.state, null, { opId, op }, who, { now: Date.now(), limits: LIMITS, evidence: {} });
    if (!settled.ok) throw new Error(settled.error.code);
    const entry: LogEntry = { seq, opId, by, at: Date.now(), effect: settled.value };
    if (op.kind === 'stroke.add') this.ink[strokeIdOf(by, op.stroke.id)] = op.stroke;
    this.log.push(entry);
    this.state = applyEntry(this.state, entry);
    if (!this.lost.has(seq)) this.tell(seq);
    return seq;
  }

  #sendPage(socket: Socket, page: number): void {
    const { cells, cleared, ...size } = pageOf(this.state, page);
    const written = Object.entries(cells).map(([index, cell]) => this.#encoder.cell(Number(index), cell));
    const piece = {
      page,
      seq: this.state.seq,
      range: [0, cellCount(size)] as [number, number],
      cells: written,
      cleared,
    };
    socket.emit('snapshot', this.#encoder.piece(piece, 0));
  }

  #serve(socket: Socket): void {
    const you: Person = { id: ANN, name: 'Ann', colour: 0, role: 'writer' };
    type Join = { since?: LogPosition; page?: number };
    socket.on('room.join', ({ since, page: asked }: Join, answer: (joined: Answer<'room.join'>) => void) => {
      this.joins.push(since?.seq ?? null);
      const lists = { parts: ALL_PARTS_WELL, people: [you], absent: [], versions: [], runs: [], pools: [] };
      const now = Date.now() + this.aheadMs;
      const joined: JoinAnswer = {
        protocol: PROTOCOL_VERSION,
        you,
        right: null,
        watches: false,
        personKey: 'key',
        limits: LIMITS,
        now,
        ...lists,
      };
      const sizes = Object.entries(this.state.pages).map(([number, { columns, rows }]) => [number, { columns, rows }]);
      const state = { ...this.state, pages: Object.fromEntries(sizes) };
      const page = asked ?? state.page;
      const opId = this.log.at(-1)?.opId ?? null;
      if (since && this.log[since.seq - 1]?.opId === since.opId) {
        answer(ok(joined));
        socket.emit('activity', this.#told(this.log.slice(since.seq)));
        return;
      }
      answer(ok({ ...joined, state, opId, page }));
      this.#sendPage(socket, page);
    });
    socket.on('page.read', ({ page }: { page: number }, answer: (read: Answer<'page.read'>) => void) => {
      this.pagesRead.push(page);
      if (this.losesPages) return;
      answer(ok({}));
      this.#sendPage(socket, page);
    });
    socket.on('op.submit', ({ opId, op }, answer: (settled: Answer<'op.submit'>) => void) => {
      if (this.losesOperations) return;
      this.submitted.push(opId);
      const seq = this.#append(opId, you.id, op as Operation);
      if (!this.losesAnswers) answer(ok({ seq }));
    });
    socket.on('log.read', ({ since }, answer: (read: Answer<'log.read'>) => void) => {
      this.reads.push(since.seq);
      const isRefused = this.refusals-- > 0;
      answer(isRefused ? fail('storage_unavailable') : ok({}));
      if (!isRefused) socket.emit('activity', this.#told(this.log.slice(since.seq)));
    });
  }
}

describe('RoomClient where something is lost on the way', () => {
  let gateway: LossyGateway;
  let storage: ClientStorage;
  let ann: RoomClient;
  let drawn = 0;
  beforeEach(async () => {
    gateway = await LossyGateway.open();
    storage = memoryStorage();
    ann = new RoomClient({ gatewayUrl: gateway.url, roomId: ROOM_ID, storage, name: 'Ann' });
    expect(await ann.start()).toMatchObject({ ok: true });
  });
  afterEach(async () => {
    await ann.stop();
    await gateway.close();
  });

  async function sees(what: string, isSeen: (view: RoomView) => boolean): Promise<RoomView> {
    const view = await whenView(ann.view, isSeen, WAIT_MS);
    if (!view) throw new Error(`Waited in vain until ${what}`);
    return view;
  }

  function draw(cell = 0): { stroke: string; opId: string } {
    const stroke = `own-stroke-${++drawn}`;
    const points = [1, 1, 0.5, 0];
    return {
      stroke: strokeIdOf(ANN, stroke),
      opId: ann.submit({ kind: 'stroke.add', page: 1, stroke: { id: stroke, cell, width: 20, points } }),
    };
  }

  it('R3 reads the log when an entry came without the one before it', async () => {
    gateway.lost.add(1);
    gateway.somebodyDraws('lost-on-the-way');
    gateway.somebodyDraws('arrives');
    const view = await sees('both strokes are there', ({ state }) => state.seq === 2);
    expect(strokesIn(view, 0)).toEqual(['lost-on-the-way', 'arrives'].map(ofOther));
    expect(gateway.reads).toEqual([0]);
  });

  it('R3 reads the log from the last entry that it has, not from the beginning', async () => {
    gateway.somebodyDraws('first');
    await sees('the first stroke is there', ({ state }) => state.seq === 1);
    gateway.lost.add(2);
    gateway.somebodyDraws('lost-on-the-way');
    gateway.somebodyDraws('third');
    const view = await sees('all strokes are there', ({ state }) => state.seq === 3);
    expect(strokesIn(view, 0)).toEqual(['first', 'lost-on-the-way', 'third'].map(ofOther));
    expect(gateway.reads).toEqual([1]);
  });

  it('R3 reads the log when the answer to an own operation came and its entry did not', async () => {
    gateway.lost.add(1);
    const { stroke, opId } = draw();
    expect(await ann.settled(opId)).toEqual({ ok: true, value: { seq: 1 } });
    const view = await sees('the own entry is applied', ({ state }) => state.seq === 1);
    expect(strokesIn(view, 0)).toEqual([stroke]);
    expect(gateway.reads).toEqual([0]);
  });

  it('R3 asks again where the log could not be read', async () => {
    gateway.refusals = 1;
    gateway.lost.add(1);
    gateway.somebodyDraws('lost-on-the-way');
    gateway.somebodyDraws('arrives');
    await sees('both strokes are there', ({ state }) => state.seq === 2);
    expect(gateway.reads).toEqual([0, 0]);
  });

  it('R2 takes an own operation as done when its entry comes, though the answer was lost', async () => {
    gateway.losesAnswers = true;
    const { stroke, opId } = draw();
    const settled = ann.settled(opId);
    expect(ann.view.getState().pending).toBe(1);
    const view = await sees('nothing is pending', ({ pending, state }) => pending === 0 && state.seq === 1);
    expect(strokesIn(view, 0)).toEqual([stroke]);
    expect(await settled).toEqual({ ok: true, value: { seq: 1 } });
    await ann.stop();
    // A visit later would else send it again.
    expect(await storage.outbox(ROOM_ID)).toEqual([]);
  });

  it('R2 sends the next stroke of the cell then, and none of them twice', async () => {
    gateway.losesAnswers = true;
    const [first, second] = [draw(), draw()];
    await sees('both are in the log', ({ pending, state }) => pending === 0 && state.seq === 2);
    expect(gateway.submitted).toEqual([first.opId, second.opId]);
    expect(ann.view.getState().lastError).toBeNull();
  });

  it.each([-20, 20])('tells the server’s time where the device’s clock is wrong by %i minutes', async (minutes) => {
    gateway.aheadMs = minutes * 60_000;
    const ben = new RoomClient({ gatewayUrl: gateway.url, roomId: ROOM_ID, storage: memoryStorage(), name: 'Ben' });
    await ben.start();
    expect(Math.abs(ben.now() - (Date.now() + gateway.aheadMs))).toBeLessThan(WAIT_MS);
    await ben.stop();
  });

  it('R3 goes on from the last entry that it has after the connection was gone', async () => {
    gateway.somebodyDraws('before');
    await sees('the first stroke is there', ({ state }) => state.seq === 1);
    gateway.cut();
    gateway.somebodyDraws('meanwhile');
    const view = await sees('both strokes are there', ({ state }) => state.seq === 2);
    expect(strokesIn(view, 0)).toEqual(['before', 'meanwhile'].map(ofOther));
    expect(gateway.joins).toEqual([null, 1]);
  });

  it('R2 keeps an own operation pending while only the entries of others come', async () => {
    gateway.losesOperations = true;
    const { stroke } = draw();
    gateway.somebodyDraws('of-somebody-else');
    const view = await sees('the other stroke is there', ({ state }) => state.seq === 1);
    expect(view.pending).toBe(1);
    expect(strokesIn(view, 0)).toEqual([ofOther('of-somebody-else'), stroke]);
  });
});

describe('RoomClient in a room of several pages', () => {
  let gateway: LossyGateway;
  let ann: RoomClient;
  beforeEach(async () => {
    gateway = await LossyGateway.open();
    gateway.somebodyDraws('on-the-first', 3);
    gateway.somebodyDoes({ kind: 'page.begin', columns: 12 });
    gateway.somebodyDraws('on-the-second', 3, 2);
    ann = new RoomClient({ gatewayUrl: gateway.url, roomId: ROOM_ID, storage: memoryStorage(), name: 'Ann' });
    expect(await ann.start()).toMatchObject({ ok: true });
    await sees('the open page is there', ({ arrived, page }) => arrived === 1 && page === 2);
  });
  afterEach(async () => {
    await ann.stop();
    await gateway.close();
  });

  async function sees(what: string, isSeen: (view: RoomView) => boolean): Promise<RoomView> {
    const view = await whenView(ann.view, isSeen, WAIT_MS);
    if (!view)
      throw new Error(`Waited in vain until ${what}; there is ${JSON.stringify(ann.view.getState().state.pages)}`);
    return view;
  }

  it('reads a page when it is looked at, once, and follows it from then on', async () => {
    expect(strokesIn(ann.view.getState(), 3, 2)).toEqual([ofOther('on-the-second')]);
    expect(strokesIn(ann.view.getState(), 3, 1)).toEqual([]);
    gateway.somebodyDraws('unseen', 4, 1);
    await sees('the entry is passed over', ({ state }) => state.seq === 4);
    expect(strokesIn(ann.view.getState(), 4, 1)).toEqual([]);
    ann.look(1);
    expect(ann.view.getState()).toMatchObject({ page: 1, arrived: 0 });
    const view = await sees('the first page is there', ({ arrived }) => arrived === 1);
    expect([3, 4].map((cell) => strokesIn(view, cell))).toEqual([[ofOther('on-the-first')], [ofOther('unseen')]]);
    expect(ann.strokesOf(3)).toHaveLength(1);
    ann.look(null);
    gateway.somebodyDraws('seen', 5, 1);
    await sees('what happens there goes on being known', (now) => strokesIn(now, 5).length === 1);
    ann.look(1);
    expect(ann.view.getState()).toMatchObject({ page: 1, arrived: 1 });
    expect(gateway.pagesRead).toEqual([1]);
  });

  it('shows the open page to whoever does not look elsewhere, and leaves those who do where they are', async () => {
    gateway.somebodyDoes({ kind: 'page.turn', page: 1 });
    await sees('the first page is shown', ({ page, arrived }) => page === 1 && arrived === 1);
    ann.look(2);
    gateway.somebodyDoes({ kind: 'page.begin', columns: 8 });
    await sees('the third page is open', ({ state }) => state.page === 3);
    expect(ann.view.getState()).toMatchObject({ page: 2 });
    ann.look(null);
    // All of a page that begins is here.
    expect(ann.view.getState()).toMatchObject({ page: 3, arrived: 1 });
    expect(gateway.pagesRead).toEqual([1]);
    // Who looks at a page that is opened then follows again.
    ann.look(1);
    gateway.somebodyDoes({ kind: 'page.turn', page: 1 });
    await sees('the first page is open', ({ state }) => state.page === 1);
    gateway.somebodyDoes({ kind: 'page.turn', page: 3 });
    await sees('the third page is shown', ({ page }) => page === 3);
  });

  it('is brought the page that it looks at where the room is told of anew', async () => {
    ann.look(1);
    await sees('the first page is there', ({ arrived }) => arrived === 1);
    gateway.somebodyDraws('meanwhile', 4, 1);
    await sees('all is known', ({ state }) => state.seq === 4);
    // Nothing leads on from there.
    gateway.log.splice(0);
    gateway.cut();
    await expect.poll(() => gateway.joins).toHaveLength(2);
    const view = await sees('it is there again', ({ connection, arrived }) => connection === 'online' && arrived === 1);
    expect(view.page).toBe(1);
    expect(strokesIn(view, 4)).toEqual([ofOther('meanwhile')]);
    expect(gateway.pagesRead).toEqual([1]);
  });

  it('keeps the page under a pen that writes while another one is opened, and follows once it has rested', async () => {
    ann.holdPage(true);
    const writer = ann.beginStroke({ cell: 6 });
    writer.add([1, 1, 0.5, 0]);
    gateway.somebodyDoes({ kind: 'page.turn', page: 1 });
    await sees('the first page is open', ({ state }) => state.page === 1);
    expect(ann.view.getState().page).toBe(2);
    writer.end();
    await sees('the stroke is on the page that it was made for', (view) => strokesIn(view, 6, 2).length === 1);
    expect(ann.view.getState().page).toBe(2);
    ann.holdPage(false);
    expect(ann.view.getState().page).toBe(1);
    // Whoever leafs on purpose is not held.
    ann.holdPage(true);
    ann.look(2);
    expect(ann.view.getState().page).toBe(2);
    await sees('all is told', ({ pending }) => pending === 0);
  });

  it('comes back to the page that it looked at, and asks for no other', async () => {
    ann.look(1);
    await sees('the first page is there', ({ arrived }) => arrived === 1);
    gateway.cut();
    gateway.somebodyDraws('meanwhile', 4, 1);
    gateway.somebodyDraws('elsewhere', 4, 2);
    const view = await sees('both are in the log', ({ state }) => state.seq === 5);
    expect(view.page).toBe(1);
    expect(strokesIn(view, 4)).toEqual([ofOther('meanwhile')]);
    expect(gateway.pagesRead).toEqual([1]);
    ann.look(null);
    await sees('the second page was read anew', (now) => now.arrived === 1 && strokesIn(now, 4, 2).length === 1);
    expect(gateway.pagesRead).toEqual([1, 2]);
  });

  it('asks anew on the next connection where the answer was lost with the last one', async () => {
    gateway.losesPages = true;
    ann.look(1);
    await expect.poll(() => gateway.pagesRead).toEqual([1]);
    gateway.losesPages = false;
    gateway.cut();
    const view = await sees('the first page is there', ({ arrived, page }) => page === 1 && arrived === 1);
    expect(strokesIn(view, 3)).toEqual([ofOther('on-the-first')]);
  });

  it('reads a page once more where ink came back to it that is not here', async () => {
    const opId = gateway.somebodyDoes({ kind: 'ink.clear', page: 1 });
    ann.look(1);
    await sees('the first page is there', ({ arrived }) => arrived === 1);
    expect(ann.strokesOf(3)).toEqual([]);
    gateway.somebodyDoes({ kind: 'ink.restore', page: 1, clearing: opId });
    await sees('what came back has its ink', () => ann.strokesOf(3).length === 1);
    expect(gateway.pagesRead).toEqual([1, 1]);
  });

  it('R10 tells where an own digit went as somebody else was faster, and takes it back from there', async () => {
    gateway.lost.add(4);
    gateway.somebodyDraws('faster', 20, 2);
    for (const x of [1, 5]) {
      const writer = ann.beginStroke({ cell: 20 });
      writer.add([x, 1, 0.5, 0]);
      writer.end();
    }
    const view = await sees('both strokes are in the log', ({ pending, state }) => pending === 0 && state.seq === 6);
    const cells = gateway.log.slice(4).map(({ effect }) => effect.kind === 'stroke.add' && effect.cell);
    expect(new Set(cells).size).toBe(1);
    expect(cells).not.toContain(20);
    expect(view.moved).toMatchObject({ page: 2, cell: cells[0] });
    expect(strokesIn(view, 20, 2)).toEqual([ofOther('faster')]);
    expect(ann.strokesOf(Number(cells[0])).map(({ cell }) => cell)).toEqual(cells);
    ann.undo();
    ann.undo();
    const back = await sees('both are taken back', ({ pending, state }) => pending === 0 && state.seq === 8);
    expect(strokesIn(back, Number(cells[0]), 2)).toEqual([]);
    expect(back.lastError).toBeNull();
  });

  it('R1 keeps what was written for a page that was deleted meanwhile with it, and says so', async () => {
    ann.look(1);
    await sees('the first page is there', ({ arrived }) => arrived === 1);
    gateway.cut();
    const writer = ann.beginStroke({ cell: 6 });
    writer.add([1, 1, 0.5, 0]);
    writer.end();
    gateway.somebodyDoes({ kind: 'page.delete', page: 1 });
    const view = await sees('it is told', ({ lastError }) => lastError?.code === 'ink_with_deleted');
    expect(view).toMatchObject({ page: 2, pending: 0, state: { seq: 5 } });
    gateway.somebodyDoes({ kind: 'page.restore', page: 1 });
    await sees('it is back', ({ state }) => state.seq === 6);
    ann.look(1);
    await sees('it is shown', (now) => now.page === 1 && now.arrived === 1 && strokesIn(now, 6).length === 1);
    expect(ann.strokesOf(6)).toHaveLength(1);
  });

  it('writes on the page that it looks at, and takes that back on the same one', async () => {
    ann.look(1);
    await sees('the first page is there', ({ arrived }) => arrived === 1);
    const writer = ann.beginStroke({ cell: 6 });
    writer.add([1, 1, 0.5, 0]);
    writer.end();
    await sees('it is in the log', ({ pending, state }) => pending === 0 && state.seq === 4);
    expect(gateway.log.at(-1)!.effect).toMatchObject({ kind: 'stroke.add', page: 1, cell: 6 });
    ann.look(null);
    ann.undo();
    const view = await sees('it is taken back', ({ pending, state }) => pending === 0 && state.seq === 5);
    expect(view.page).toBe(1);
    expect(gateway.log.at(-1)!.effect).toMatchObject({ kind: 'stroke.remove', page: 1, cell: 6 });
  });
});

describe('RoomClient whose visit begins while no server answers', () => {
  let gateway: LossyGateway;
  let storage: ClientStorage;
  const clients: RoomClient[] = [];
  beforeEach(async () => {
    gateway = await LossyGateway.open();
    gateway.aheadMs = 20 * 60_000;
    storage = memoryStorage();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.stop();
    await gateway.close();
  });

  /** @param gatewayUrl where nothing listens unless it is the gateway's */
  function visit(gatewayUrl = 'http://127.0.0.1:9', viewer = false): RoomClient {
    const client = new RoomClient({ gatewayUrl, roomId: ROOM_ID, storage, name: 'Ann', viewer });
    clients.push(client);
    void client.start();
    return client;
  }
  async function sees(client: RoomClient, isSeen: (view: RoomView) => boolean): Promise<RoomView> {
    const view = await whenView(client.view, isSeen, WAIT_MS);
    if (!view) throw new Error(`Waited in vain; there is ${JSON.stringify(client.view.getState().state.pages)}`);
    return view;
  }
  function draw(client: RoomClient, cell: number): void {
    const writer = client.beginStroke({ cell });
    writer.add([1, 1, 0.5, 0]);
    writer.end();
  }
  const counts = (view: RoomView) => [0, 1, 2].map((cell) => strokesIn(view, cell).length);
  /** One stroke is in the log, one waits. */
  async function leaveWithWaitingInk(): Promise<void> {
    const first = visit(gateway.url);
    await sees(first, ({ you }) => you !== null);
    draw(first, 0);
    await sees(first, ({ pending, state }) => pending === 0 && state.seq === 1);
    gateway.losesOperations = true;
    draw(first, 1);
    first.keep();
    await first.stop();
    gateway.losesOperations = false;
  }

  it('shows the room as it was kept, with what waits on top, and undo goes on from there', async () => {
    await leaveWithWaitingInk();
    const second = visit();
    const view = await sees(second, ({ you }) => you !== null);
    expect(view).toMatchObject({ connection: 'reconnecting', pending: 1, canUndo: true, canRedo: false });
    expect(counts(view)).toEqual([1, 1, 0]);
    expect(second.strokesOf(0)).toHaveLength(1);
    expect(Math.abs(second.now() - (Date.now() + gateway.aheadMs))).toBeLessThan(WAIT_MS);
    second.undo();
    second.undo();
    expect(counts(second.view.getState())).toEqual([0, 0, 0]);
    draw(second, 2);
    second.keep();
    await second.stop();

    const third = visit(gateway.url);
    const settled = await sees(
      third,
      ({ you, pending, connection }) => you !== null && connection === 'online' && pending === 0,
    );
    expect(counts(settled)).toEqual([0, 0, 1]);
    expect(gateway.submitted).toHaveLength(new Set(gateway.submitted).size);
    expect(await storage.outbox(ROOM_ID)).toEqual([]);
  });

  it('takes back what was done in the visit before, on whichever page, also where the server answers', async () => {
    const first = visit(gateway.url);
    await sees(first, ({ you }) => you !== null);
    draw(first, 0);
    await sees(first, ({ pending, state }) => pending === 0 && state.seq === 1);
    first.clear({ cell: 0 });
    await sees(first, ({ pending, state }) => pending === 0 && state.seq === 2);
    gateway.somebodyDoes({ kind: 'page.begin', columns: 8 });
    await sees(first, ({ page }) => page === 2);
    first.keep();
    await first.stop();

    const second = visit(gateway.url);
    await sees(second, ({ connection, canUndo }) => connection === 'online' && canUndo);
    second.undo();
    const view = await sees(second, ({ page, pending, arrived }) => page === 1 && pending === 0 && arrived === 1);
    expect(strokesIn(view, 0)).toHaveLength(1);
    expect(view).toMatchObject({ canUndo: true, canRedo: true, lastError: null });
    second.undo();
    expect(strokesIn(second.view.getState(), 0)).toEqual([]);
    expect(second.view.getState()).toMatchObject({ canUndo: false, lastError: null });
  });

  it('shows what the server had taken, though its entry had not come', async () => {
    const first = visit(gateway.url);
    await sees(first, ({ you }) => you !== null);
    gateway.lost.add(1);
    draw(first, 0);
    await sees(first, ({ pending }) => pending === 0);
    first.keep();
    await first.stop();
    expect(counts(await sees(visit(), ({ you }) => you !== null))).toEqual([1, 0, 0]);
  });

  it('shows it to nobody else: not to who watches, nor from a server of another kind', async () => {
    await leaveWithWaitingInk();
    const watching = visit(undefined, true);
    const kept = (await storage.room(ROOM_ID, 'member'))!;
    await storage.saveRoom(ROOM_ID, 'member', { ...kept, protocol: kept.protocol - 1 });
    const later = visit();
    for (const client of [watching, later]) {
      await sees(client, ({ trouble }) => trouble !== null);
      expect(client.view.getState()).toMatchObject({ you: null, connection: 'connecting' });
    }
  });

  it('shows the server’s room, never the kept one, where it answers', async () => {
    await leaveWithWaitingInk();
    gateway.somebodyDraws('meanwhile', 2);
    const seen: string[] = [];
    const client = visit(gateway.url);
    client.view.subscribe(({ connection }) => seen.push(connection));
    expect(counts(await sees(client, ({ you, pending }) => you !== null && pending === 0))).toEqual([1, 1, 1]);
    expect(seen).not.toContain('reconnecting');
  });
});
