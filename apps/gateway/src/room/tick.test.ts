import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tick } from './tick.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Tick', () => {
  it('lets the first out at once and gathers what comes within a tick after it', () => {
    let flushed = 0;
    const tick = new Tick(
      () => 33,
      () => flushed++,
    );
    tick.request();
    tick.request();
    vi.advanceTimersByTime(0);
    expect(flushed).toBe(1);
    tick.request();
    tick.request();
    vi.advanceTimersByTime(32);
    expect(flushed).toBe(1);
    vi.advanceTimersByTime(1);
    expect(flushed).toBe(2);
    vi.runAllTimers();
    expect(flushed).toBe(2);
  });
});
