import { describe, expect, it } from 'vitest';
import { aurocOf, refuseFrom, wilson } from './judging.ts';

describe('judging', () => {
  it('knows how well two kinds are told apart: chance is a half, ties count by halves', () => {
    expect(aurocOf([0.1, 0.2], [0.8, 0.9])).toBe(1);
    expect(aurocOf([0.8, 0.9], [0.1, 0.2])).toBe(0);
    expect(aurocOf([0.5, 0.5], [0.5, 0.5])).toBe(0.5);
    expect(aurocOf([0.1, 0.5], [0.5, 0.9])).toBe(0.875);
  });

  it('refuses from where no more than 0.5 % of digits go', () => {
    const doubts = Array.from({ length: 1000 }, (_, i) => i / 1000);
    const from = refuseFrom(doubts);
    expect(doubts.filter((doubt) => doubt >= from)).toHaveLength(5);
  });

  it('gives the interval of a share, also of a whole one', () => {
    const [low, high] = wilson({ right: 95, of: 100 });
    expect(low).toBeCloseTo(0.8882, 4);
    expect(high).toBeCloseTo(0.9785, 4);
    expect(wilson({ right: 50, of: 50 })[1]).toBeCloseTo(1, 9);
  });
});
