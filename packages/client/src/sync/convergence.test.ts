import {
  applyEntry,
  authorOf,
  cellCount,
  DEFAULT_LIMITS,
  emptyRoom,
  Ledger,
  type LogEntry,
  type Operation,
  type Prediction,
  type RoomState,
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
    return { seq: entry.seq };
  }
}

/** One client on a connection that loses, reorders and repeats: only the decisions are real, they are what is tested. */
class ModelClient {
  replica = replicas.emptyReplica('modelroom');
  online = false;
  readonly inbox: LogEntry[] = [];
  readonly answers: { opId: string; answer: { seq: number } | 'refused' }[] = [];
  readonly inFlight = new Set<string>();
  readonly id: string;
  readonly room: Room;
  made = 0;

  constructor(id: string, room: Room) {
    this.id = id;
    this.room = room;
  }

  do(op: Operation): void {
    const opId = `${this.id}-${this.made++}`;
    this.replica = replicas.withOwn(this.replica, { opId, op, at: 0 });
  }

  draw(cell: number): void {
    const { page } = replicas.shownState(this.replica, DEFAULT_LIMITS);
    const stroke = { id: `${this.id}-stroke-${this.made}`, cell, width: 20, points: [1, 1, 0.5, 0] };
    this.do({ kind: 'stroke.add', page, stroke });
  }

  eraseOne(pick: number): void {
    const { page, cells } = replicas.shownState(this.replica, DEFAULT_LIMITS);
    const own = Object.entries(cells).flatMap(([cell, { strokes }]) =>
      strokes.filter((id) => authorOf(id) === this.id).map((id) => ({ cell: Number(cell), id })),
    );
    const one = own[pick % own.length];
    if (one) this.do({ kind: 'stroke.remove', page, cell: one.cell, ids: [one.id] });
  }

  label(cell: number, pick: number): void {
    const { page } = replicas.shownState(this.replica, DEFAULT_LIMITS);
    this.do({ kind: 'cell.label', page, cell, label: pick % 3 === 0 ? null : ((pick % 10) as 0) });
  }

  clear(cell: number): void {
    const { page } = replicas.shownState(this.replica, DEFAULT_LIMITS);
    this.do({ kind: 'cell.clear', page, cell });
  }

  connect(): void {
    if (this.online) return;
    this.online = true;
    const known = replicas.positionOf(this.replica);
    this.replica = replicas.joined(this.replica, { id: this.id, name: this.id, role: 'writer' }, {});
    if (known && this.room.log[known.seq - 1]?.opId === known.opId)
      this.replica = replicas.withEntries(this.replica, this.room.log.slice(known.seq));
    else this.replica = wholePage(this.replica, structuredClone(this.room.state), this.room.log.at(-1)?.opId ?? null);
  }

  drop(): void {
    this.online = false;
    this.inbox.length = 0;
    this.answers.length = 0;
    this.inFlight.clear();
    this.replica = replicas.disconnected(this.replica);
  }

  reload(): void {
    const unsent = this.replica.own.filter(({ seq }) => seq === null);
    this.drop();
    this.replica = replicas.withOwn(replicas.emptyReplica('modelroom'), ...unsent);
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
    if (entry && !loses) this.replica = replicas.withEntries(this.replica, [entry]);
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

/** As a server brings somebody up to date who knows nothing: in two pieces. */
function wholePage(replica: replicas.Replica, { cells, ...state }: RoomState, opId: string | null): replicas.Replica {
  const pieces: [number, number][] = [
    [0, 1],
    [1, cellCount(state.rows)],
  ];
  return pieces.reduce(
    (before, range, i) => {
      const [from, to] = range;
      const within = Object.entries(cells).filter(([index]) => Number(index) >= from && Number(index) < to);
      return replicas.withPiece(before, { range, cells: Object.fromEntries(within), ink: {}, isLast: i === 1 });
    },
    replicas.broughtUpToDate(replica, { state, opId }),
  );
}

/** What they do and what becomes of their messages, each as often as the number says beside the others. */
const WEIGHTS = {
  ...{ draw: 3, erase: 3, label: 2, clear: 2, turn: 1, grow: 1 },
  ...{ send: 1, 'send lost': 1, 'send unanswered': 1 },
  ...{ entry: 2, 'entry lost': 1, answer: 1 },
  ...{ connect: 1, drop: 1, reload: 1, timeout: 1, 'catch up': 1 },
};

describe('convergence (R2, R3)', () => {
  it('brings all clients to the same page with nothing pending, whatever is lost, repeated or overtaken', () => {
    fc.assert(
      fc.property(stepsOf(WEIGHTS, PEOPLE.length, { maxLength: 80 }), (steps) => {
        const room = new Room();
        room.submit(HOST, 'claim-of-cleo', { kind: 'host.claim' });
        const clients = PEOPLE.map((id) => new ModelClient(id, room));
        for (const client of clients) client.connect();
        for (const { do: what, who, n } of steps) {
          const client = clients[who]!;
          if (what === 'draw') client.draw(n % CELLS);
          if (what === 'erase') client.eraseOne(n);
          if (what === 'label') client.label(n % CELLS, n);
          if (what === 'clear') client.clear(n % CELLS);
          if (what === 'grow') client.do({ kind: 'page.grow' });
          if (what === 'turn') client.do({ kind: 'page.turn', page: client.replica.confirmed.page });
          if (what === 'send') client.send('arrives', clients);
          if (what === 'send lost') client.send('message lost', clients);
          if (what === 'send unanswered') client.send('answer lost', clients);
          if (what === 'entry') client.receiveEntry(n, false);
          if (what === 'entry lost') client.receiveEntry(n, true);
          if (what === 'answer') client.receiveAnswer(n);
          if (what === 'connect') client.connect();
          if (what === 'drop') client.drop();
          if (what === 'reload') client.reload();
          if (what === 'timeout') client.giveUpWaiting();
          if (what === 'catch up') client.catchUp();
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
          while (client.inbox.length > 0) client.receiveEntry(0, false);
          client.catchUp();
          // The last entry may have been lost unnoticed: the next one shows it.
          client.replica = replicas.withEntries(client.replica, room.log);
          expect(client.replica.own).toEqual([]);
          expect(client.replica.confirmed).toEqual(room.state);
          expect(replicas.shownState(client.replica, DEFAULT_LIMITS)).toEqual(room.state);
        }
        const opIds = room.log.map(({ opId }) => opId);
        expect(new Set(opIds).size).toBe(opIds.length);
      }),
      { numRuns: 400 },
    );
  });

  it('rebuilds the same state from a snapshot and from the log', () => {
    const room = new Room();
    const client = new ModelClient('ann', room);
    client.connect();
    for (let cell = 0; cell < cellCount(1); cell++) client.draw(cell);
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
    effect: { kind: 'stroke.add', id: `ben/stroke-${seq}`, cell, revision },
  });
  const ann = { id: 'ann', name: 'Ann', role: 'writer' } as const;
  const start = () => wholePage(replicas.joined(replicas.emptyReplica('r'), ann, {}), emptyRoom('r'), null);

  it('waits for the ink that it belongs to', () => {
    let replica = replicas.withPredictions(start(), [prediction({})]);
    expect(replica.confirmed.cells[0]).toBeUndefined();
    replica = replicas.withEntries(replica, [entry(1)]);
    expect(replica.confirmed.cells[0]?.prediction?.digit).toBe(3);
  });

  it('never shows a stale one over a newer one (R4)', () => {
    let replica = replicas.withEntries(start(), [entry(1), entry(2)]);
    replica = replicas.withPredictions(replica, [prediction({ revision: 2, digit: 7 })]);
    replica = replicas.withPredictions(replica, [prediction({ revision: 1, digit: 3 })]);
    expect(replica.confirmed.cells[0]?.prediction?.digit).toBe(7);
  });

  it('keeps a prediction of ink that a page tells of once more', () => {
    let replica = replicas.withEntries(start(), [entry(1)]);
    const page = { ...replica.confirmed, cells: { 0: { ...replica.confirmed.cells[0]!, prediction: null } } };
    replica = replicas.withPredictions(replica, [prediction({})]);
    replica = wholePage(replica, page, 'op-1-of-ben');
    expect(replica.confirmed.cells[0]?.prediction?.digit).toBe(3);
  });

  it('keeps an entry that arrives before the last piece of the page', () => {
    const state = replicas.withEntries(start(), [entry(1)]).confirmed;
    const { cells, ...head } = state;
    let replica = replicas.joined(replicas.emptyReplica('r'), ann, { state: head, opId: 'op-1' });
    replica = replicas.withEntries(replica, [entry(2)]);
    replica = replicas.withPiece(replica, { range: [0, 40], cells, ink: {}, isLast: true });
    expect(replica.confirmed.cells[0]?.strokes).toEqual(['ben/stroke-1', 'ben/stroke-2']);
  });

  it('does not go on from a page of which a part is missing', () => {
    const { cells: _cells, ...head } = emptyRoom('r');
    const half = replicas.broughtUpToDate(start(), { state: head, opId: 'op-9' });
    expect(replicas.positionOf(replicas.disconnected(half))).toBeUndefined();
  });
});
