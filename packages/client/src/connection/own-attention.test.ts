import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OwnAttention } from './own-attention.js';
import { Timers } from './timers.js';

const IDLE_MS = 1_000;

function attending() {
  const send = vi.fn();
  const own = new OwnAttention(send, new Timers(), IDLE_MS);
  own.joined();
  const sent = () => send.mock.calls.flat();
  return { own, sent };
}

describe('OwnAttention', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says nothing while one is at it, and then once that one is idle', () => {
    const { own, sent } = attending();
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(IDLE_MS - 1);
      own.act();
    }
    expect(sent()).toEqual([]);
    vi.advanceTimersByTime(10 * IDLE_MS);
    expect(sent()).toEqual(['idle']);
    own.act();
    own.act();
    expect(sent()).toEqual(['idle', 'here']);
    vi.advanceTimersByTime(IDLE_MS);
    expect(sent()).toEqual(['idle', 'here', 'idle']);
  });

  it('says that one is away while the app is out of sight, however idle', () => {
    const { own, sent } = attending();
    own.setHidden(true);
    vi.advanceTimersByTime(2 * IDLE_MS);
    expect(sent()).toEqual(['away']);
    own.setHidden(false);
    expect(sent()).toEqual(['away', 'here']);
  });

  it('says it again at a new connection, which takes one to be at it', () => {
    const { own, sent } = attending();
    own.setHidden(true);
    own.joined();
    expect(sent()).toEqual(['away', 'away']);
  });
});
