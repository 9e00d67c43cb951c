import { describe, expect, it } from 'vitest';
import { timeLeft } from './time-left';

describe('time left', () => {
  it('is said in steps that do not flicker', () => {
    expect(timeLeft(11_200)).toEqual({ unit: 'seconds', count: 15 });
    expect(timeLeft(14_900)).toEqual({ unit: 'seconds', count: 15 });
  });

  it('never promises too much', () => {
    expect(timeLeft(121_000)).toEqual({ unit: 'minutes', count: 3 });
    expect(timeLeft(100 * 60_000)).toEqual({ unit: 'hours', count: 2 });
  });

  it('is a moment at the end', () => {
    expect(timeLeft(900)).toEqual({ unit: 'soon' });
  });
});
