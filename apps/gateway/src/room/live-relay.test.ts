import { DEFAULT_LIMITS, POINT_STRIDE } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveRelay, type UnfinishedStroke } from './live-relay.js';

const ANN = ['ann-0000', 'connection-a'] as const;
const BOB = ['bob-0000', 'connection-b'] as const;
const limits = { ...DEFAULT_LIMITS, strokePointsMax: 10, liveExpiryMs: 1000 };

const points = (count: number, x = 1) => Array.from({ length: count }, (_, i) => [x + i, 2, 0.5, x + i]).flat();
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
  relay = new LiveRelay(
    limits,
    { moved: () => moves++, changed: (one, isGone) => changes.push({ stroke: one, isGone }) },
    1,
  );
});
afterEach(() => void vi.useRealTimers());

describe('LiveRelay', () => {
  it('joins what continues a stroke, and gives each point once', () => {
    relay.receive(...ANN, { page: 1, stroke: stroke(0, 2) });
    relay.receive(...ANN, { page: 1, stroke: stroke(2, 3) });
    expect(moves).toBe(2);
    expect(relay.take()).toEqual({
      page: 1,
      strokes: [{ ...stroke(0, 5), id: 'ann-0000/stroke-1' }],
      dropped: [],
      cursors: [],
    });
    expect(relay.take()).toBeNull();
    relay.receive(...ANN, { page: 1, stroke: stroke(5, 1) });
    expect(relay.take()!.strokes).toMatchObject([{ from: 5 }]);
  });

  it('keeps what it has where points were lost, and takes a repetition as correction', () => {
    relay.receive(...ANN, { page: 1, stroke: stroke(0, 2) });
    relay.receive(...ANN, { page: 1, stroke: stroke(5, 1) });
    expect(changes.at(-1)!.stroke.points).toHaveLength(3 * POINT_STRIDE);
    relay.receive(...ANN, { page: 1, stroke: stroke(1, 1) });
    expect(changes.at(-1)!.stroke.points).toEqual(points(2, 0));
  });

  it('refuses more points than a stroke may have, and another page', () => {
    expect(relay.receive(...ANN, { page: 1, stroke: stroke(0, 10) }).ok).toBe(true);
    expect(relay.receive(...ANN, { page: 1, stroke: stroke(10, 1) })).toMatchObject({
      error: { code: 'too_many_points' },
    });
    expect(relay.receive(...BOB, { page: 2, cursor: [1, 1] })).toMatchObject({ error: { code: 'page_outdated' } });
  });

  it('gives up strokes that no longer grow, those of a connection that ended, and none that became durable', () => {
    relay.receive(...ANN, { page: 1, stroke: stroke(0, 1, 'silent-0') });
    vi.advanceTimersByTime(1500);
    relay.receive(...ANN, { page: 1, stroke: stroke(0, 1, 'durable-') });
    relay.receive(...ANN, { page: 1, stroke: stroke(0, 1, 'ended-00') });
    relay.finish('ann-0000/durable-');
    expect(relay.take()).toMatchObject({ strokes: [{ id: 'ann-0000/ended-00' }], dropped: ['ann-0000/silent-0'] });
    relay.forget(ANN[1], ANN[0]);
    expect(relay.take()).toMatchObject({
      strokes: [],
      dropped: ['ann-0000/ended-00'],
      cursors: [[ANN[0], null, null]],
    });
    expect(changes.filter(({ isGone }) => isGone).map((change) => change.stroke.id)).toEqual([
      'ann-0000/silent-0',
      'ann-0000/ended-00',
    ]);
  });

  it('R9 keeps a stroke of whoever gives the same id, and lets nobody give up another’s', () => {
    relay.receive(...ANN, { page: 1, stroke: stroke(0, 2) });
    relay.receive(...BOB, { page: 1, stroke: stroke(0, 1) });
    relay.receive(...BOB, { page: 1, dropped: ['stroke-1'] });
    const { strokes, dropped } = relay.take()!;
    expect(strokes).toEqual([{ ...stroke(0, 2), id: 'ann-0000/stroke-1' }]);
    expect(dropped).toEqual(['bob-0000/stroke-1']);
  });

  it('forgets the ink of a page that was turned', () => {
    relay.receive(...ANN, { page: 1, stroke: stroke(0, 1) });
    relay.turn(2);
    expect(relay.take()).toBeNull();
    expect(relay.receive(...BOB, { page: 2, stroke: stroke(0, 1) }).ok).toBe(true);
  });
});
