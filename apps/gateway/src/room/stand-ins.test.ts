import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StandIns } from './stand-ins.js';

const LIMITS = { standInRetryMs: 100, modelRetryMs: 350 };
const stoodIn = (cell: number) => ({ cell, insteadOf: { modelVersion: 'champion', error: null } });
const own = (cell: number) => ({ cell, insteadOf: null });

describe('StandIns', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Cells as they are read again; those of `accept` that are false stand for an overloaded queue. */
  function rereads(accept: boolean[] = []) {
    const asked: number[][] = [];
    const standIns = new StandIns(LIMITS, (cells) => {
      asked.push([...cells]);
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
    expect(asked).toEqual([[1, 3]]);
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
    expect(asked).toEqual([[1], [1]]);
  });

  it('forgets the cells of a page that was turned', () => {
    const { standIns, asked } = rereads();
    standIns.note(stoodIn(1));
    standIns.clear();
    vi.advanceTimersByTime(1000);
    expect(asked).toEqual([]);
  });
});
