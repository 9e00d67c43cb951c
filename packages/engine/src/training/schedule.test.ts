import { describe, expect, it } from 'vitest';
import { learningRateAt } from './schedule.js';

const PEAK = 0.01;
const STEPS = 1000;
const rates = (schedule: Parameters<typeof learningRateAt>[0]) =>
  Array.from({ length: STEPS }, (_, step) => learningRateAt(schedule, PEAK, step, STEPS));

describe('learningRateAt', () => {
  it('stays where it is when it is constant', () => {
    expect(new Set(rates('constant'))).toEqual(new Set([PEAK]));
  });

  it('falls from the peak to almost nothing along a cosine', () => {
    const all = rates('cosine');
    expect(all[0]).toBe(PEAK);
    expect(all[STEPS / 2]).toBeCloseTo(PEAK / 2, 10);
    expect(all).toEqual([...all].sort((a, b) => b - a));
    expect(all.at(-1)).toBeLessThan(PEAK / 1000);
  });

  it('rises to the peak in three tenths of one cycle and falls below its start', () => {
    const all = rates('one-cycle');
    expect(all[0]).toBeCloseTo(PEAK / 25, 10);
    expect(all.indexOf(Math.max(...all))).toBe(300);
    expect(all[300]).toBe(PEAK);
    expect(all.at(-1)).toBeLessThan(PEAK / 25);
    expect(Math.min(...all)).toBeGreaterThan(0);
  });
});
