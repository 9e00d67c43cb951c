import {
  type CatchUp,
  DEFAULT_LIMITS,
  type Effect,
  emptyPage,
  emptyRoom,
  type LogEntry,
  type Operation,
  type Prediction,
  pageOf,
  type RoomState,
  type SnapshotPiece,
} from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import * as replicas from './replica.js';

const ANN = { id: 'ann', name: 'Ann', role: 'writer', watches: false } as const;
const SIZE = { columns: 8, rows: 5 };

const entry = (seq: number, effect: Effect): LogEntry => ({ seq, opId: `op-${seq}`, by: 'ben', at: 0, effect });
const drew = (seq: number, page: number, cell = 0, revision = 1): LogEntry =>
  entry(seq, { kind: 'stroke.add', id: `ben/stroke-${seq}`, page, cell, revision });
const begun = (seq: number, page: number, columns = 8): LogEntry =>
  entry(seq, { kind: 'page.begin', page, columns, rows: 5, turned: { by: 'ben', at: 0, from: 1 } });
const prediction = (page: number, patch: Partial<Prediction> = {}): Prediction => ({
  ...{ page, cell: 0, revision: 1, live: 0, generation: 0, modelVersion: 'shipped-drawn', digit: 3 },
  ...{ insteadOf: null, byChallenger: null, challengerError: null, scores: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0], ...patch },
});

/** All of a page on which these strokes stand in the first cell, as it was at a moment. */
const piece = (page: number, seq: number, ...strokes: string[]): SnapshotPiece => ({
  ...{ page, seq, range: [0, 40], ink: {}, cleared: [], isLast: true },
  cells: strokes.length > 0 ? { 0: { revision: strokes.length, strokes, label: null, prediction: null } } : {},
});

/** A room of two pages of which the first is open, as it is told of. */
const head = (seq: number): CatchUp => ({
  state: { ...emptyRoom('r'), seq, pages: { 1: SIZE, 2: SIZE } },
  opId: `op-${seq}`,
  page: 1,
});
const start = (seq = 0) =>
  replicas.withPiece(replicas.joined(replicas.emptyReplica('r'), ANN, head(seq)), piece(1, seq));
const read = (replica: replicas.Replica, page: number, seq: number, ...strokes: string[]) =>
  replicas.withPiece(replicas.awaiting(replica, page), piece(page, seq, ...strokes));
const strokesOn = ({ confirmed }: { confirmed: RoomState }, page: number) =>
  pageOf(confirmed, page).cells[0]?.strokes ?? [];

describe('a replica of a room of several pages', () => {
  it('passes over what happens on a page that is not here, and over what is predicted of it', () => {
    let replica = replicas.withEntries(start(), [drew(1, 2), drew(2, 1)]);
    replica = replicas.withPredictions(replica, [prediction(2), prediction(1)]);
    expect(replica.confirmed.seq).toBe(2);
    expect([strokesOn(replica, 1), strokesOn(replica, 2)]).toEqual([['ben/stroke-2'], []]);
    expect(pageOf(replica.confirmed, 1).cells[0]?.prediction?.digit).toBe(3);
    expect(pageOf(replica.confirmed, 2).cells).toEqual({});
    expect(replica.held.size).toBe(0);
  });

  it('knows the size of each page, also of those that are not here', () => {
    const replica = replicas.withEntries(start(), [
      entry(1, { kind: 'page.grow', page: 2, rows: 6 }),
      entry(2, { kind: 'stroke.add', id: 'ben/s', page: 2, cell: 3, revision: 1, rows: 7 }),
    ]);
    expect(pageOf(replica.confirmed, 2)).toEqual(emptyPage({ columns: 8, rows: 7 }));
  });

  it('ignores entries that the copy of a page holds already, and applies those after it', () => {
    // Read as it was after the third entry, while only the first is known here.
    let replica = read(replicas.withEntries(start(), [drew(1, 2)]), 2, 3, 'ben/stroke-1', 'ben/stroke-3');
    expect(strokesOn(replica, 2)).toEqual(['ben/stroke-1', 'ben/stroke-3']);
    replica = replicas.withEntries(replica, [drew(2, 1), drew(3, 2, 0, 2)]);
    expect(pageOf(replica.confirmed, 2).cells[0]).toMatchObject({ revision: 2 });
    expect([strokesOn(replica, 1), strokesOn(replica, 2)]).toEqual([
      ['ben/stroke-2'],
      ['ben/stroke-1', 'ben/stroke-3'],
    ]);
    replica = replicas.withEntries(replica, [drew(4, 2, 0, 3)]);
    expect(strokesOn(replica, 2)).toEqual(['ben/stroke-1', 'ben/stroke-3', 'ben/stroke-4']);
  });

  it('does not take a stroke off a page that was read after it came back', () => {
    const gone: Effect = { kind: 'stroke.remove', page: 2, cell: 0, ids: ['ben/stroke-1'], revision: 2 };
    let replica = read(start(), 2, 3, 'ben/stroke-1');
    replica = replicas.withEntries(replica, [drew(1, 2), entry(2, gone), drew(3, 1)]);
    expect(strokesOn(replica, 2)).toEqual(['ben/stroke-1']);
  });

  it('waits with all entries while pieces of a page are to come', () => {
    let replica = replicas.withEntries(replicas.awaiting(start(), 2), [drew(1, 1), drew(2, 2)]);
    expect(replicas.isArriving(replica)).toBe(true);
    expect(replica.confirmed.seq).toBe(0);
    const half: SnapshotPiece = { ...piece(2, 1), range: [0, 20], isLast: false };
    replica = replicas.withPiece(replica, half);
    expect(replica.pages.get(2)).toEqual({ seq: 1, arrivedTo: 20 });
    expect(replica.confirmed.seq).toBe(0);
    replica = replicas.withPiece(replica, { ...half, range: [20, 40], isLast: true });
    expect(replica.pages.get(2)).toEqual({ seq: 1, arrivedTo: null });
    expect(replica.confirmed.seq).toBe(2);
    expect([strokesOn(replica, 1), strokesOn(replica, 2)]).toEqual([['ben/stroke-1'], ['ben/stroke-2']]);
  });

  it('has all of a page that begins, at once', () => {
    let replica = replicas.withEntries(start(), [begun(1, 3, 12), drew(2, 3)]);
    expect(replica.pages.get(3)).toEqual({ seq: 1, arrivedTo: null });
    expect(replica.confirmed.page).toBe(3);
    expect(pageOf(replica.confirmed, 3)).toMatchObject({ columns: 12, rows: 5 });
    expect(strokesOn(replica, 3)).toEqual(['ben/stroke-2']);
    // One that is begun anew as well, though it was not here.
    replica = replicas.withEntries(start(), [begun(1, 2, 16), drew(2, 2)]);
    expect(pageOf(replica.confirmed, 2)).toMatchObject({ columns: 16 });
    expect(strokesOn(replica, 2)).toEqual(['ben/stroke-2']);
  });

  it('keeps what was read of a page when the entry comes late that has begun it', () => {
    const replica = replicas.withEntries(read(start(), 2, 2, 'ben/stroke-2'), [begun(1, 2, 12), drew(2, 2)]);
    expect(replica.pages.get(2)?.seq).toBe(2);
    expect(strokesOn(replica, 2)).toEqual(['ben/stroke-2']);
    expect(pageOf(replica.confirmed, 2).columns).toBe(12);
  });

  it('passes over pieces of a page that is not begun yet as far as is known: its entries tell all of it', () => {
    let replica = replicas.withPiece(start(), piece(3, 2, 'ben/stroke-2'));
    expect(replica.pages.has(3)).toBe(false);
    replica = replicas.withEntries(replica, [begun(1, 3), drew(2, 3)]);
    expect(strokesOn(replica, 3)).toEqual(['ben/stroke-2']);
  });

  it('holds a prediction of a page that is still to begin, and one of a page on its way', () => {
    let replica = replicas.withPredictions(start(), [prediction(3)]);
    replica = replicas.withEntries(replica, [begun(1, 3), drew(2, 3)]);
    expect(pageOf(replica.confirmed, 3).cells[0]?.prediction?.digit).toBe(3);
    replica = replicas.withPredictions(replicas.awaiting(start(), 2), [prediction(2, { digit: 7 })]);
    replica = replicas.withPiece(replica, piece(2, 0, 'ben/stroke-0'));
    expect(pageOf(replica.confirmed, 2).cells[0]?.prediction?.digit).toBe(7);
  });

  it('shows a page that has to be read once more as it was, and follows it no longer', () => {
    let replica = replicas.withEntries(start(), [drew(1, 1)]);
    replica = replicas.withEntries(replicas.withoutPage(replica, 1), [drew(2, 1)]);
    expect(replica.pages.has(1)).toBe(false);
    expect(strokesOn(replica, 1)).toEqual(['ben/stroke-1']);
    replica = read(replica, 1, 2, 'ben/stroke-1', 'ben/stroke-2');
    expect(strokesOn(replica, 1)).toEqual(['ben/stroke-1', 'ben/stroke-2']);
  });

  it('follows the shown page across a lost connection, and has others read anew', () => {
    const both = replicas.withEntries(read(start(), 2, 0), [drew(1, 1)]);
    const away = replicas.disconnected(both, 2);
    expect([...away.pages.keys()]).toEqual([2]);
    expect(replicas.positionOf(away)).toEqual({ seq: 1, opId: 'op-1' });
    const back = replicas.withEntries(replicas.joined(away, ANN, {}), [drew(2, 1, 0, 2), drew(3, 2)]);
    expect([strokesOn(back, 1), strokesOn(back, 2)]).toEqual([['ben/stroke-1'], ['ben/stroke-3']]);
  });

  it('does not go on from a page of which a part is missing', () => {
    const half = replicas.broughtUpToDate(start(), head(9));
    const away = replicas.disconnected(half, 1);
    expect(away.pages.size).toBe(0);
    expect(strokesOn(replicas.withEntries(replicas.joined(away, ANN, {}), [drew(10, 1)]), 1)).toEqual([]);
  });

  it('follows only the page that comes with a room that is told of anew, and shows the others as they were', () => {
    const known = replicas.withEntries(read(start(), 2, 0), [drew(1, 1), drew(2, 2)]);
    const anew = replicas.withPiece(replicas.broughtUpToDate(known, head(7)), piece(1, 7, 'ben/stroke-7'));
    expect([...anew.pages]).toEqual([[1, { seq: 7, arrivedTo: null }]]);
    expect([strokesOn(anew, 1), strokesOn(anew, 2)]).toEqual([['ben/stroke-7'], ['ben/stroke-2']]);
  });

  it('shows own operations on a page that is not here, until the server has taken them', () => {
    const op: Operation = {
      kind: 'stroke.add',
      page: 2,
      stroke: { id: 'own-stroke', cell: 0, width: 20, points: [1, 1, 0.5, 0] },
    };
    const replica = replicas.withOwn(start(), { opId: 'own-op-1', op, at: 0 });
    const shown = replicas.shownState(replica, DEFAULT_LIMITS);
    expect(pageOf(shown, 2).cells[0]?.strokes).toEqual(['ann/own-stroke']);
    expect(strokesOn(replica, 2)).toEqual([]);
  });
});
