import {
  applyEntry,
  authorOf,
  cellCount,
  DEFAULT_LIMITS,
  emptyRoom,
  Ledger,
  type LogEntry,
  lastPage,
  type Operation,
  type Page,
  type Prediction,
  pageOf,
  type RoomState,
  type SnapshotPiece,
  settle,
  withoutFacts,
} from '@inkroom/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../../../tests/support/steps.ts';
import { sendable } from './outbox.js';
import * as replicas from './replica.js';

const WINDOW = 3;
const CELLS = 3;
/** Claims the room before anything else happens. */
const HOST = 'cleo';
const PEOPLE = ['ann', 'ben', HOST];

/** A room's log under the law: what a gateway does, without its queues and its store. */
class Room {
  state: RoomState = emptyRoom('modelroom');
  readonly ledger = Ledger.empty();
  readonly log: LogEntry[] = [];
  /** The room after each entry, by its number. */
  readonly states: RoomState[] = [this.state];

  submit(by: string, opId: string, op: Operation): { seq: number } | 'refused' {
    const known = this.log.find((entry) => entry.opId === opId);
    if (known) return { seq: known.seq };
    const who = { id: by, name: by, watches: false };
    const context = { now: 0, limits: DEFAULT_LIMITS, evidence: { holdsHostKey: by === HOST } };
    const settled = settle(this.state, this.ledger, { opId, op }, who, context);
    if (!settled.ok) return 'refused';
    const entry = { seq: this.state.seq + 1, opId, by, at: 0, effect: settled.value };
    const after = applyEntry(this.state, entry);
    this.ledger.follow(entry.effect, this.state, after);
    this.log.push(withoutFacts(entry));
    this.state = after;
    this.states.push(after);
    return { seq: entry.seq };
  }
}

/** One client on a connection that loses, reorders and repeats: only the decisions are real, they are what is tested. */
class ModelClient {
  replica = replicas.emptyReplica('modelroom');
  online = false;
  /** The page that they look at instead of the open one. */
  looking: number | null = null;
  readonly inbox: LogEntry[] = [];
  readonly answers: { opId: string; answer: { seq: number } | 'refused' }[] = [];
  /** What is on its way of a page, in order. */
  readonly pieces: SnapshotPiece[] = [];
  readonly inFlight = new Set<string>();
  readonly id: string;
  readonly room: Room;
  made = 0;

  constructor(id: string, room: Room) {
    this.id = id;
    this.room = room;
  }

  /** The page that is shown: its number, and what is seen of it. */
  get shown(): { page: number } & Page {
    const state = replicas.shownState(this.replica, DEFAULT_LIMITS);
    const page = this.looking !== null && state.pages[this.looking] ? this.looking : state.page;
    return { page, ...pageOf(state, page) };
  }

  look(pick: number): void {
    const count = lastPage(replicas.shownState(this.replica, DEFAULT_LIMITS));
    this.looking = pick % (count + 1) || null;
  }

  do(op: Operation): void {
    const opId = `${this.id}-op-${this.made++}`;
    this.replica = replicas.withOwn(this.replica, { opId, op, at: 0 });
  }

  /** @param asBegun whether they say that they found the cell empty: then their stroke goes elsewhere where somebody was faster */
  draw(cell: number, asBegun: boolean): void {
    const { page, cells } = this.shown;
    const id = `${this.id}-stroke-${this.made}`;
    const begunWith = asBegun && !cells[cell]?.strokes.length ? { begunWith: id } : {};
    this.do({ kind: 'stroke.add', page, stroke: { id, cell, width: 20, points: [1, 1, 0.5, 0], ...begunWith } });
  }

  eraseOne(pick: number): void {
    const { page, cells } = this.shown;
    const own = Object.entries(cells).flatMap(([cell, { strokes }]) =>
      strokes.filter((id) => authorOf(id) === this.id).map((id) => ({ cell: Number(cell), id })),
    );
    const one = own[pick % own.length];
    if (one) this.do({ kind: 'stroke.remove', page, cell: one.cell, ids: [one.id] });
  }

  label(cell: number, pick: number): void {
    const { page } = this.shown;
    this.do({
      kind: 'cell.label',
      page,
      cell,
      label: pick % 3 === 0 ? null : pick % 11 === 10 ? 'not-a-digit' : ((pick % 10) as 0),
    });
  }

  /** Clears a cell, or all of the page. */
  clear(pick: number): void {
    const { page } = this.shown;
    const cell = pick % (CELLS + 1);
    this.do({ kind: 'ink.clear', page, ...(cell < CELLS && { cell }) });
  }

  restore(pick: number): void {
    const { page, cleared } = this.shown;
    const one = cleared[pick % cleared.length];
    if (one) this.do({ kind: 'ink.restore', page, clearing: one.id });
  }

  turn(pick: number): void {
    const last = lastPage(replicas.shownState(this.replica, DEFAULT_LIMITS));
    this.do({ kind: 'page.turn', page: 1 + (pick % last) });
  }

  connect(): void {
    if (this.online) return;
    this.online = true;
    const known = replicas.positionOf(this.replica);
    const you = { id: this.id, name: this.id, role: 'writer', watches: false } as const;
    const { state, log } = this.room;
    if (known && log[known.seq - 1]?.opId === known.opId) {
      this.replica = replicas.withEntries(replicas.joined(this.replica, you, {}), log.slice(known.seq));
      return;
    }
    const page = this.looking !== null && state.pages[this.looking] ? this.looking : state.page;
    const answer = { state: headOf(state), opId: log.at(-1)?.opId ?? null, page };
    this.replica = replicas.joined(this.replica, you, answer);
    this.pieces.push(...piecesOf(state, page));
  }

  /** Asks for the page that is shown, where it is not here. */
  read(): void {
    const { page } = this.shown;
    if (!this.online || this.replica.pages.has(page) || !this.replica.confirmed.pages[page]) return;
    // What a client is told of is never older than what it knows.
    this.replica = replicas.awaiting(this.replica, page);
    this.pieces.push(...piecesOf(this.room.state, page));
  }

  receivePiece(): void {
    const piece = this.pieces.shift();
    if (piece) this.replica = replicas.withPiece(this.replica, piece);
  }

  drop(): void {
    const { page } = this.shown;
    this.online = false;
    this.inbox.length = 0;
    this.answers.length = 0;
    this.pieces.length = 0;
    this.inFlight.clear();
    this.replica = replicas.disconnected(this.replica, page);
  }

  /** Begins a new visit, with what the one before has kept of the room or without. */
  reload(hasKept: boolean): void {
    const { own, confirmed, pages: here, you } = this.replica;
    const pages = Object.entries(confirmed.pages).filter(([page]) => here.get(Number(page))?.arrivedTo === null);
    const unsent = own.filter(({ seq }) => seq === null);
    this.drop();
    this.looking = null;
    this.replica = replicas.withOwn(replicas.emptyReplica('modelroom'), ...unsent);
    if (!hasKept || !you || !pages.some(([page]) => Number(page) === confirmed.page)) return;
    const taken = own.filter(({ seq }) => seq !== null);
    this.replica = replicas.resumed(this.replica, you, { ...confirmed, pages: Object.fromEntries(pages) }, taken);
  }

  /** Sends what may be sent; a lost message never reaches the room, a lost answer never comes back. */
  send(fate: 'arrives' | 'message lost' | 'answer lost', members: ModelClient[]): void {
    if (!this.online) return;
    for (const { opId, op } of sendable(this.replica.own, this.inFlight, WINDOW)) {
      this.inFlight.add(opId);
      if (fate === 'message lost') continue;
      const before = this.room.log.length;
      const answer = this.room.submit(this.id, opId, op);
      for (const entry of this.room.log.slice(before)) {
        for (const member of members) if (member.online) member.inbox.push(entry);
      }
      if (fate === 'arrives') this.answers.push({ opId, answer });
    }
  }

  receiveEntry(pick: number, loses: boolean): void {
    const [entry] = this.inbox.splice(pick % Math.max(1, this.inbox.length), 1);
    if (!entry || loses) return;
    this.replica = replicas.withEntries(this.replica, [entry]);
    // Ink came back that is not here, as often as not.
    if (entry.effect.kind === 'ink.restore' && pick % 2 === 0)
      this.replica = replicas.withoutPage(this.replica, entry.effect.page);
  }

  receiveAnswer(pick: number): void {
    const [given] = this.answers.splice(pick % Math.max(1, this.answers.length), 1);
    if (!given) return;
    this.inFlight.delete(given.opId);
    this.replica =
      given.answer === 'refused'
        ? replicas.refused(this.replica, given.opId)
        : replicas.acknowledged(this.replica, given.opId, given.answer.seq);
  }

  /** What is here of a page is the page as it was at one moment: the one that is known, or the later one at which it was read. */
  check(): void {
    const { pages, confirmed } = this.replica;
    for (const [page, { seq, arrivedTo }] of pages) {
      if (arrivedTo !== null) continue;
      const then = pageOf(this.room.states[Math.max(seq, confirmed.seq)]!, page);
      const { cells, cleared } = pageOf(confirmed, page);
      expect({ cells, cleared }).toEqual({ cells: then.cells, cleared: then.cleared });
    }
  }

  /** What a request timeout does: forgotten answers are asked for again. */
  giveUpWaiting(): void {
    this.inFlight.clear();
  }

  catchUp(): void {
    if (!replicas.isBehind(this.replica)) return;
    const { seq } = this.replica.confirmed;
    this.replica = replicas.withEntries(this.replica, this.room.log.slice(seq));
  }
}

/** A room as it is told of before its pages come. */
function headOf(state: RoomState) {
  const sizes = Object.entries(state.pages).map(([page, { columns, rows }]) => [page, { columns, rows }]);
  return { ...state, pages: Object.fromEntries(sizes) };
}

/** A page as a server sends it: here in two pieces. */
function piecesOf(state: RoomState, number: number): SnapshotPiece[] {
  const { cells, cleared, ...size } = structuredClone(pageOf(state, number));
  const within = (from: number, to: number) =>
    Object.fromEntries(Object.entries(cells).filter(([index]) => Number(index) >= from && Number(index) < to));
  const head = { page: number, seq: state.seq, ink: {} };
  const count = cellCount(size);
  return [
    { ...head, range: [0, 1], cells: within(0, 1), isLast: false },
    { ...head, range: [1, count], cells: within(1, count), cleared: [...cleared], isLast: true },
  ];
}

/** As a server brings somebody up to date who knows nothing. */
function wholePage(replica: replicas.Replica, state: RoomState, opId: string | null): replicas.Replica {
  const { page } = state;
  return piecesOf(state, page).reduce(
    replicas.withPiece,
    replicas.broughtUpToDate(replica, { state: headOf(state), opId, page }),
  );
}

/** What they do and what becomes of their messages, each as often as the number says beside the others. */
const WEIGHTS = {
  ...{ draw: 4, erase: 2, label: 2, clear: 2, restore: 2, begin: 1, turn: 1, grow: 1, look: 4 },
  ...{ send: 1, 'send lost': 1, 'send unanswered': 1 },
  ...{ entry: 2, 'entry lost': 1, answer: 1, read: 4, piece: 4 },
  ...{ connect: 1, drop: 1, reload: 1, timeout: 1, 'catch up': 1 },
};

/** After these steps what is here may be something else than before. */
const CHECKED: ReadonlySet<string> = new Set(['entry', 'piece', 'connect', 'catch up', 'reload']);

describe('convergence (R2, R3)', () => {
  it('brings all clients to the same pages with nothing pending, whatever is lost, repeated or overtaken', () => {
    fc.assert(
      fc.property(stepsOf(WEIGHTS, PEOPLE.length, { maxLength: 80 }), (steps) => {
        const room = new Room();
        room.submit(HOST, 'claim-of-cleo', { kind: 'host.claim' });
        // There is a page before the open one, that nobody has here at first.
        const stroke = { id: 'of-the-host', cell: CELLS, width: 20, points: [1, 1, 0.5, 0] };
        room.submit(HOST, 'first-stroke', { kind: 'stroke.add', page: 1, stroke });
        room.submit(HOST, 'second-page', { kind: 'page.begin', columns: 8 });
        const clients = PEOPLE.map((id) => new ModelClient(id, room));
        for (const client of clients) client.connect();
        for (const { do: what, who, n } of steps) {
          const client = clients[who]!;
          if (what === 'draw') client.draw(n % CELLS, n % 2 === 0);
          if (what === 'erase') client.eraseOne(n);
          if (what === 'label') client.label(n % CELLS, n);
          if (what === 'clear') client.clear(n);
          if (what === 'restore') client.restore(n);
          if (what === 'look') client.look(n);
          if (what === 'read') client.read();
          if (what === 'piece') client.receivePiece();
          if (what === 'begin') client.do({ kind: 'page.begin', columns: n % 2 === 0 ? 8 : 12 });
          if (what === 'grow') client.do({ kind: 'page.grow', page: client.shown.page });
          if (what === 'turn') client.turn(n);
          if (what === 'send') client.send('arrives', clients);
          if (what === 'send lost') client.send('message lost', clients);
          if (what === 'send unanswered') client.send('answer lost', clients);
          if (what === 'entry') client.receiveEntry(n, false);
          if (what === 'entry lost') client.receiveEntry(n, true);
          if (what === 'answer') client.receiveAnswer(n);
          if (what === 'connect') client.connect();
          if (what === 'drop') client.drop();
          if (what === 'reload') client.reload(n % 2 === 0);
          if (what === 'timeout') client.giveUpWaiting();
          if (what === 'catch up') client.catchUp();
          if (CHECKED.has(what)) client.check();
        }
        // The connection is good from now on: all that is left must go through.
        for (const client of clients) client.connect();
        for (const client of clients) {
          client.giveUpWaiting();
          while (client.replica.own.some(({ seq }) => seq === null)) {
            client.send('arrives', clients);
            while (client.answers.length > 0) client.receiveAnswer(0);
          }
        }
        for (const client of clients) {
          while (client.pieces.length > 0) client.receivePiece();
          while (client.inbox.length > 0) client.receiveEntry(0, false);
          client.catchUp();
          // The last entry may have been lost unnoticed: the next one shows it.
          client.replica = replicas.withEntries(client.replica, room.log);
          expect(client.replica.own).toEqual([]);
          // What is here is as it is in the room, without being read again; of all other pages the size is known.
          for (const page of client.replica.pages.keys())
            expect(client.replica.confirmed.pages[page]).toEqual(room.state.pages[page]);
          expect(headOf(client.replica.confirmed)).toEqual(headOf(room.state));
          for (client.looking of Object.keys(room.state.pages).map(Number)) {
            client.read();
            while (client.pieces.length > 0) client.receivePiece();
          }
          expect(client.replica.confirmed).toEqual(room.state);
          expect(replicas.shownState(client.replica, DEFAULT_LIMITS)).toEqual(room.state);
        }
        const opIds = room.log.map(({ opId }) => opId);
        expect(new Set(opIds).size).toBe(opIds.length);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('rebuilds the same state from a snapshot and from the log', () => {
    const room = new Room();
    const client = new ModelClient('ann', room);
    client.connect();
    client.receivePiece();
    client.receivePiece();
    for (let cell = 0; cell < cellCount(pageOf(room.state, 1)); cell++) client.draw(cell, false);
    while (client.replica.own.some(({ seq }) => seq === null)) {
      client.send('arrives', [client]);
      while (client.answers.length > 0) client.receiveAnswer(0);
    }
    expect(room.log.reduce(applyEntry, emptyRoom('modelroom'))).toEqual(room.state);
  });
});

describe('predictions', () => {
  const prediction = (patch: Partial<Prediction>): Prediction => ({
    page: 1,
    cell: 0,
    revision: 1,
    live: 0,
    generation: 0,
    modelVersion: 'shipped-drawn',
    digit: 3,
    insteadOf: null,
    byChallenger: null,
    challengerError: null,
    scores: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ...patch,
  });
  const entry = (seq: number, cell = 0, revision = seq): LogEntry => ({
    seq,
    opId: `op-${seq}-of-ben`,
    by: 'ben',
    at: 0,
    effect: { kind: 'stroke.add', id: `ben/stroke-${seq}`, page: 1, cell, revision },
  });
  const ann = { id: 'ann', name: 'Ann', role: 'writer', watches: false } as const;
  const cellOf = ({ confirmed }: replicas.Replica) => pageOf(confirmed, 1).cells[0];
  const start = () => wholePage(replicas.joined(replicas.emptyReplica('r'), ann, {}), emptyRoom('r'), null);

  it('waits for the ink that it belongs to', () => {
    let replica = replicas.withPredictions(start(), [prediction({})]);
    expect(cellOf(replica)).toBeUndefined();
    replica = replicas.withEntries(replica, [entry(1)]);
    expect(cellOf(replica)?.prediction?.digit).toBe(3);
  });

  it('never shows a stale one over a newer one (R4)', () => {
    let replica = replicas.withEntries(start(), [entry(1), entry(2)]);
    replica = replicas.withPredictions(replica, [prediction({ revision: 2, digit: 7 })]);
    replica = replicas.withPredictions(replica, [prediction({ revision: 1, digit: 3 })]);
    expect(cellOf(replica)?.prediction?.digit).toBe(7);
  });

  it('keeps a prediction of ink that a page tells of once more', () => {
    let replica = replicas.withEntries(start(), [entry(1)]);
    const page = { ...pageOf(replica.confirmed, 1), cells: { 0: { ...cellOf(replica)!, prediction: null } } };
    const state = { ...replica.confirmed, pages: { 1: page } };
    replica = replicas.withPredictions(replica, [prediction({})]);
    replica = wholePage(replica, state, 'op-1-of-ben');
    expect(cellOf(replica)?.prediction?.digit).toBe(3);
  });

  it('keeps an entry that arrives before the last piece of the page', () => {
    const state = replicas.withEntries(start(), [entry(1)]).confirmed;
    let replica = replicas.joined(replicas.emptyReplica('r'), ann, { state: headOf(state), opId: 'op-1', page: 1 });
    replica = replicas.withEntries(replica, [entry(2)]);
    expect(cellOf(replica)).toBeUndefined();
    replica = piecesOf(state, 1).reduce(replicas.withPiece, replica);
    expect(cellOf(replica)?.strokes).toEqual(['ben/stroke-1', 'ben/stroke-2']);
  });
});
