import { DEFAULT_LIMITS, POINT_STRIDE } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveRelay, type UnfinishedStroke } from './live-relay.js';

const ANN = ['ann-0000', 'connection-a'] as const;
const BOB = ['bob-0000', 'connection-b'] as const;
const limits = { ...DEFAULT_LIMITS, strokePointsMax: 10, liveExpiryMs: 1000, liveStrokesMax: 3 };

const points = (count: number, x = 1) => Array.from({ length: count }, (_, i) => [x + i, 2, 0.5, x + i]).flat();
const SIZE = { columns: 8, rows: 5 };
const stroke = (from: number, count: number, id = 'stroke-1') => ({
  id,
  cell: 3,
  width: 23,
  from,
  points: points(count, from),
});

let moves: number;
let changes: { stroke: UnfinishedStroke; isGone: boolean }[];
let relay: LiveRelay;

beforeEach(() => {
  vi.useFakeTimers();
  moves = 0;
  changes = [];
  relay = new LiveRelay(limits, {
    moved: () => moves++,
    changed: (one, isGone) => changes.push({ stroke: one, isGone }),
  });
});
afterEach(() => void vi.useRealTimers());

describe('LiveRelay', () => {
  it('joins what continues a stroke, and gives each point once', () => {
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 2)] }, SIZE);
    relay.receive(...ANN, { page: 1, strokes: [stroke(2, 3)] }, SIZE);
    expect(moves).toBe(2);
    expect(relay.take()).toEqual({
      strokes: [{ ...stroke(0, 5), page: 1, id: 'ann-0000/stroke-1' }],
      dropped: [],
      cursors: [],
    });
    expect(relay.take()).toBeNull();
    relay.receive(...ANN, { page: 1, strokes: [stroke(5, 1)] }, SIZE);
    expect(relay.take()!.strokes).toMatchObject([{ from: 5 }]);
  });

  it('keeps what it has where points were lost, and takes a repetition as correction', () => {
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 2)] }, SIZE);
    relay.receive(...ANN, { page: 1, strokes: [stroke(5, 1)] }, SIZE);
    expect(changes.at(-1)!.stroke.points).toHaveLength(3 * POINT_STRIDE);
    relay.receive(...ANN, { page: 1, strokes: [stroke(1, 1)] }, SIZE);
    expect(changes.at(-1)!.stroke.points).toEqual(points(2, 0));
  });

  it('R7 shows several strokes of one person at once, and gives up the oldest of too many', () => {
    for (const id of ['one', 'two', 'three']) {
      relay.receive(...ANN, { page: 1, strokes: [stroke(0, 1, id)] }, SIZE);
      vi.advanceTimersByTime(10);
    }
    relay.receive(...BOB, { page: 1, strokes: [stroke(0, 1, 'bobs')] }, SIZE);
    expect(relay.take()).toMatchObject({ strokes: { length: 4 }, dropped: [] });
    relay.receive(...ANN, { page: 1, strokes: [stroke(1, 1, 'one')] }, SIZE);
    vi.advanceTimersByTime(10);
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 1, 'four')] }, SIZE);
    expect(relay.take()).toMatchObject({
      strokes: [{ id: 'ann-0000/one' }, { id: 'ann-0000/four' }],
      dropped: ['ann-0000/two'],
    });
    relay.receive(...ANN, { page: 1, strokes: [stroke(1, 1, 'four')] }, SIZE);
    expect(relay.take()!.dropped).toEqual([]);
  });

  it('takes several strokes at once, and knows which it knows', () => {
    const both = { page: 1, strokes: [stroke(0, 1, 'one'), stroke(0, 2, 'two')] };
    expect(relay.begun(ANN[0], both)).toBe(2);
    relay.receive(...ANN, both, SIZE);
    expect(relay.take()!.strokes.map(({ id }) => id)).toEqual(['ann-0000/one', 'ann-0000/two']);
    expect([ANN, BOB].map(([person]) => relay.begun(person, both))).toEqual([0, 2]);
  });

  it('refuses more points than a stroke may have', () => {
    expect(relay.receive(...ANN, { page: 1, strokes: [stroke(0, 10)] }, SIZE).ok).toBe(true);
    expect(relay.receive(...ANN, { page: 1, strokes: [stroke(10, 1)] }, SIZE)).toMatchObject({
      error: { code: 'too_many_points' },
    });
  });

  it('gives up strokes that no longer grow, those of a connection that ended, and none that became durable', () => {
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 1, 'silent-0')] }, SIZE);
    vi.advanceTimersByTime(1500);
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 1, 'durable-')] }, SIZE);
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 1, 'ended-00')] }, SIZE);
    relay.finish('ann-0000/durable-');
    expect(relay.take()).toMatchObject({ strokes: [{ id: 'ann-0000/ended-00' }], dropped: ['ann-0000/silent-0'] });
    relay.forget(ANN[1], ANN[0]);
    expect(relay.take()).toMatchObject({
      strokes: [],
      dropped: ['ann-0000/ended-00'],
      cursors: [[ANN[0], 1, null, null]],
    });
    expect(changes.filter(({ isGone }) => isGone).map((change) => change.stroke.id)).toEqual([
      'ann-0000/silent-0',
      'ann-0000/ended-00',
    ]);
  });

  it('R9 keeps a stroke of whoever gives the same id, and lets nobody give up another’s', () => {
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 2)] }, SIZE);
    relay.receive(...BOB, { page: 1, strokes: [stroke(0, 1)] }, SIZE);
    relay.receive(...BOB, { page: 1, dropped: ['stroke-1'] }, SIZE);
    const { strokes, dropped } = relay.take()!;
    expect(strokes).toEqual([{ ...stroke(0, 2), page: 1, id: 'ann-0000/stroke-1' }]);
    expect(dropped).toEqual(['bob-0000/stroke-1']);
  });

  it('tells what is drawn on each page, and keeps a stroke where it has begun', () => {
    relay.receive(...ANN, { page: 1, strokes: [stroke(0, 1)] }, SIZE);
    relay.receive(...BOB, { page: 2, strokes: [stroke(0, 1)], cursor: [5, 5] }, SIZE);
    // Somebody who leafs on while their pen is down goes on where they were.
    relay.receive(...ANN, { page: 2, strokes: [stroke(1, 1)] }, SIZE);
    const frame = relay.take()!;
    expect(frame.strokes.map(({ id, page }) => [id, page])).toEqual([
      ['ann-0000/stroke-1', 1],
      ['bob-0000/stroke-1', 2],
    ]);
    expect(frame.cursors).toEqual([[BOB[0], 2, 5, 5]]);
    expect(changes.map((change) => change.stroke.page)).toEqual([1, 2, 1]);
  });

  it('leaves a pointer out where the pen is, by the columns of its page, and not on another page', () => {
    // Cell 3 begins at x = 840 on a page of eight columns or more; cell 11 in the second row of a page of eight.
    const inSecondRow = { ...stroke(0, 1), cell: 11 };
    relay.receive(...ANN, { page: 1, strokes: [inSecondRow], cursor: [840, 282] }, SIZE);
    expect(relay.take()!.cursors).toEqual([]);
    relay.receive(
      ...ANN,
      { page: 1, strokes: [{ ...inSecondRow, from: 1 }], cursor: [840, 282] },
      { columns: 12, rows: 5 },
    );
    expect(relay.take()!.cursors).toEqual([[ANN[0], 1, 840, 282]]);
    relay.receive(...ANN, { page: 1, strokes: [{ ...inSecondRow, from: 2 }] }, SIZE);
    relay.receive(...ANN, { page: 2, cursor: [840, 282] }, SIZE);
    expect(relay.take()!.cursors).toEqual([[ANN[0], 2, 840, 282]]);
  });
});
