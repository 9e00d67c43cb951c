import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StandIns } from './stand-ins.js';

const LIMITS = { standInRetryMs: 100, modelRetryMs: 350 };
const stoodIn = (cell: number, page = 1) => ({ page, cell, insteadOf: { modelVersion: 'champion', error: null } });
const own = (cell: number, page = 1) => ({ page, cell, insteadOf: null });

describe('StandIns', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Cells as they are read again; those of `accept` that are false stand for an overloaded queue. */
  function rereads(accept: boolean[] = []) {
    const asked: [page: number, cells: number[]][] = [];
    const standIns = new StandIns(LIMITS, (page, cells) => {
      asked.push([page, [...cells]]);
      return accept.shift() ?? true;
    });
    return { standIns, asked };
  }

  it('has cells read again together, and not those that the champion has read meanwhile', () => {
    const { standIns, asked } = rereads();
    for (const cell of [1, 2, 3]) standIns.note(stoodIn(cell));
    standIns.note(own(2));
    vi.advanceTimersByTime(99);
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(asked).toEqual([[1, [1, 3]]]);
    vi.advanceTimersByTime(10_000);
    expect(asked).toHaveLength(1);
  });

  it('asks ever more rarely while no champion reads, and soon again after one did', () => {
    const { standIns, asked } = rereads();
    for (const wait of [100, 200, 350, 350]) {
      standIns.note(stoodIn(1));
      vi.advanceTimersByTime(wait - 1);
      const before = asked.length;
      vi.advanceTimersByTime(1);
      expect(asked.length, `after ${wait} ms`).toBe(before + 1);
    }
    standIns.note(own(2));
    standIns.note(stoodIn(1));
    vi.advanceTimersByTime(100);
    expect(asked).toHaveLength(5);
  });

  it('keeps its cells for later when the queue is full', () => {
    const { standIns, asked } = rereads([false, true]);
    standIns.note(stoodIn(1));
    vi.advanceTimersByTime(300);
    expect(asked).toEqual([
      [1, [1]],
      [1, [1]],
    ]);
  });

  it('has the cells of each page read by themselves, and keeps those of the one that was not taken', () => {
    const { standIns, asked } = rereads([true, false, true]);
    for (const [cell, page] of [
      [1, 1],
      [1, 2],
      [4, 2],
    ] as const)
      standIns.note(stoodIn(cell, page));
    standIns.note(own(4, 1));
    vi.advanceTimersByTime(100);
    const both = [
      [1, [1]],
      [2, [1, 4]],
    ];
    expect(asked).toEqual(both);
    // The champion has read the other page's cell of that number, not this one.
    standIns.note(own(1, 1));
    vi.advanceTimersByTime(10_000);
    expect(asked).toEqual([...both, [2, [1, 4]]]);
  });

  it('forgets its cells once nobody is here to see them', () => {
    const { standIns, asked } = rereads();
    standIns.note(stoodIn(1));
    standIns.clear();
    vi.advanceTimersByTime(1000);
    expect(asked).toEqual([]);
  });
});
