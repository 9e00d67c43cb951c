import { type Answer, type LogEntry, type LoggedEntries, type LogPosition, ok } from '@inkroom/shared';
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
});
