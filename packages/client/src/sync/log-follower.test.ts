import {
  type Answer,
  type Effect,
  emptyRoom,
  type LogEntry,
  type LoggedEntries,
  type LogPosition,
  ok,
  type SnapshotPiece,
} from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../connection/connection.js';
import { Timers } from '../connection/timers.js';
import { LogFollower } from './log-follower.js';
import * as replicas from './replica.js';
import { RoomModel } from './room-model.js';

function entry(seq: number): LogEntry {
  return { seq, opId: `op-${seq}`, by: 'ben', at: 0, effect: { kind: 'page.grow', page: 1, rows: 5 + seq } };
}

function logged(...numbers: number[]): LoggedEntries {
  return { entries: numbers.map(entry), ink: {} };
}

describe('LogFollower', () => {
  let timers: Timers;
  let model: RoomModel;
  let log: LogFollower;
  let asked: unknown[];
  beforeEach(() => {
    vi.useFakeTimers();
    timers = new Timers();
    model = new RoomModel('room', timers);
    model.set(replicas.joined(model.replica, { id: 'ann', role: 'writer', watches: false }, {}));
    asked = [];
    const ask = (event: string, payload: { since: LogPosition }, take: (answer: Answer<'log.read'>) => void) => {
      asked.push([event, payload]);
      take(ok({}));
      log.take(logged(...[1, 2, 3].slice(payload.since.seq)));
    };
    log = new LogFollower(model, { epoch: 1, ask } as unknown as Connection, timers);
  });
  afterEach(() => {
    timers.clear();
    vi.useRealTimers();
  });

  it('R3 is patient with a gap, and then reads what is missing', async () => {
    const { gapPatienceMs } = model.limits;
    log.take(logged(2));
    await vi.advanceTimersByTimeAsync(gapPatienceMs - 1);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual([['log.read', { since: { seq: 0, opId: null }, page: 1 }]]);
    expect(model.state.seq).toBe(3);
    await vi.advanceTimersByTimeAsync(10 * gapPatienceMs);
    expect(asked).toHaveLength(1);
  });

  it('asks for nothing where entries only overtook each other', async () => {
    log.take(logged(2));
    log.take(logged(3, 1));
    expect(model.state.seq).toBe(3);
    await vi.advanceTimersByTimeAsync(10 * model.limits.gapPatienceMs);
    expect(asked).toEqual([]);
  });

  describe('of a page that is here', () => {
    const A = 'ben/stroke-a';
    const ink = { [A]: { width: 20, points: [1, 1, 0.5, 0] } };
    const written = { 3: { revision: 1, strokes: [A], label: null, prediction: null } };
    const piece = (over: Partial<SnapshotPiece> = {}): SnapshotPiece => {
      return { page: 1, seq: 0, range: [0, 40], cells: {}, ink: {}, cleared: [], isLast: true, ...over };
    };
    const effects = (...list: Effect[]): LogEntry[] => list.map((effect, i) => ({ ...entry(i + 1), effect }));
    const add: Effect = { kind: 'stroke.add', id: A, page: 1, cell: 3, revision: 1 };
    const remove: Effect = { kind: 'stroke.remove', page: 1, cell: 3, ids: [A], revision: 2 };
    const isHere = () => model.replica.pages.has(1);
    beforeEach(() => {
      const you = { id: 'ann', role: 'writer', watches: false } as const;
      const state = { ...emptyRoom('room'), pages: { 1: { columns: 8 as const, rows: 5 } } };
      model.set(replicas.joined(model.replica, you, { state, opId: null, page: 1 }));
    });

    it('R3 has it read once more where ink has not come, and not again where it is nowhere', () => {
      log.takePiece(piece({ cells: written }));
      expect(isHere()).toBe(false);
      log.takePiece(piece({ cells: written }));
      expect(isHere()).toBe(true);
      log.takePiece(piece({ cells: written, ink }));
      expect(isHere()).toBe(true);
    });

    it('R3 has it read once more where an entry comes without its ink, also one that waits for another', () => {
      log.takePiece(piece());
      log.take({ entries: effects(add) });
      expect(isHere()).toBe(false);
      log.takePiece(piece({ seq: 1, cells: written, ink }));
      log.take({ entries: [{ ...entry(3), effect: { ...add, id: 'ben/stroke-b', revision: 2 } }] });
      expect(isHere()).toBe(false);
    });

    it('R7 leaves it where the ink that has not come is gone again', () => {
      log.takePiece(piece());
      log.take({ entries: effects(add, remove) });
      expect(isHere()).toBe(true);
    });
  });
});
