import { emptyPage, emptyRoom, type InkById, type LogEntry, type RoomState } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { RoomInk } from './room-ink.js';

const INK = { width: 20, points: [1, 1, 0.5, 0] };
const redis = { hmget: async (_: string, ...ids: string[]) => ids.map(() => null) } as unknown as Redis;
const label: LogEntry = {
  ...{ seq: 1, opId: 'op-1', by: 'ann-0000', at: 1 },
  effect: { kind: 'cell.label', page: 1, cell: 0, label: null },
};

/** A room with these strokes on its page. */
function room(strokes: readonly string[]): RoomState {
  const cells = { 0: { revision: 1, strokes, label: null, prediction: null } };
  return { ...emptyRoom('room'), pages: { 1: { ...emptyPage({ columns: 8, rows: 5 }), cells } } };
}
const strokes = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `ann-0000/stroke-${from + i}`);
const inkOf = (ids: readonly string[]): InkById => Object.fromEntries(ids.map((id) => [id, INK]));

describe('RoomInk', () => {
  it('forgets what no page names any more, once that is much', async () => {
    const ink = new RoomInk(redis, 'room');
    const [kept, gone] = [strokes(10), strokes(2_000, 10)];
    await ink.whenComplete(1, () => room(kept));
    ink.follow([label], inkOf([...kept, ...gone]), room(kept));
    expect(ink.of(gone[0]!)).toBeUndefined();
    expect(ink.of(kept[0]!)).toBeDefined();
  });

  it('R7 looks through all pages no more often than much has come', async () => {
    const ink = new RoomInk(redis, 'room');
    const state = room(strokes(3_000));
    await ink.whenComplete(1, () => state);
    ink.follow([label], inkOf(strokes(3_000)), state);
    let looks = 0;
    const watched = new Proxy(state, {
      get(target, name) {
        if (name === 'pages') looks++;
        return Reflect.get(target, name);
      },
    });
    for (let i = 0; i < 100; i++) ink.follow([label], {}, watched);
    expect(looks).toBe(0);
  });
});
