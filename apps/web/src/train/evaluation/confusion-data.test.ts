import type { Mistake, PartEvaluation } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { mistakesBehind, moved, pixelsOf, tint, worstConfusion } from './confusion-data';

const confusion = [
  [90, 10, 0],
  [1, 99, 0],
  [0, 40, 60],
];
const part = { confusion } as PartEvaluation;
const mistake = (truth: number, read: number, confidence: number, of: Mistake['part'] = 'test') =>
  ({ part: of, truth, read, confidence, image: '' }) as Mistake;

describe('the confusion matrix', () => {
  it('tints right answers by their share, and leaves what never happened blank', () => {
    expect(tint(confusion, { truth: 0, read: 0 })).toBe(0.9);
    expect(tint(confusion, { truth: 0, read: 2 })).toBe(0);
  });

  it('tints errors against the largest one, a single one still visible', () => {
    expect(tint(confusion, { truth: 2, read: 1 })).toBe(1);
    expect(tint(confusion, { truth: 1, read: 0 })).toBeGreaterThan(0.1);
  });

  it('names the most frequent confusion, and none where all is right', () => {
    expect(worstConfusion(part)).toEqual({ truth: 2, read: 1, count: 40 });
    expect(worstConfusion({ confusion: [[5]] } as PartEvaluation)).toBeNull();
  });

  it('shows the surest mistakes behind a cell first, of that part alone', () => {
    const mistakes = [mistake(4, 9, 0.6), mistake(4, 9, 0.9), mistake(4, 7, 0.8), mistake(4, 9, 0.99, 'holdout')];
    expect(mistakesBehind(mistakes, 'test', { truth: 4, read: 9 }).map((one) => one.confidence)).toEqual([0.9, 0.6]);
  });

  it('shows all mistakes with a digit behind its right answers', () => {
    const mistakes = [mistake(4, 9, 0.6), mistake(4, 7, 0.8), mistake(9, 4, 0.9)];
    expect(mistakesBehind(mistakes, 'test', { truth: 4, read: 4 })).toHaveLength(2);
  });

  it('is walked with the arrow keys and never left by them', () => {
    expect(moved({ truth: 0, read: 0 }, 'ArrowRight', 10)).toEqual({ truth: 0, read: 1 });
    expect(moved({ truth: 0, read: 0 }, 'ArrowUp', 10)).toEqual({ truth: 0, read: 0 });
    expect(moved({ truth: 3, read: 4 }, 'End', 10)).toEqual({ truth: 3, read: 9 });
    expect(moved({ truth: 3, read: 4 }, 'a', 10)).toBeNull();
  });

  it('reads the pixels of a mistake', () => {
    expect([...pixelsOf(btoa('\x00\xff'))]).toEqual([0, 1]);
  });
});
