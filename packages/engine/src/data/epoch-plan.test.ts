import { correctionSlots } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { epochLength, planEpoch, splitTraining } from './epoch-plan.js';

const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('splitTraining', () => {
  it('keeps a tenth of scans and corrections back, each image in one part', () => {
    const split = splitTraining({ size: 1_000, corrections: 200 }, 1, true);
    const parts = [split.base, split.corrections, split.validation];
    expect(parts.map(({ length }) => length)).toEqual([720, 180, 100]);
    expect(sorted(parts.flatMap((part) => [...part]))).toEqual(range(0, 1_000));
  });

  it('keeps nothing back when the run does not stop early', () => {
    expect(splitTraining({ size: 50, corrections: 5 }, 1, false).validation).toHaveLength(0);
  });

  it('splits a set of one seed the same way every time', () => {
    const split = (seed: number) => [...splitTraining({ size: 500, corrections: 0 }, seed, true).validation];
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
  });
});

describe('planEpoch', () => {
  const split = splitTraining({ size: 1_020, corrections: 20 }, 1, false);

  it('shows every scan once and every correction several times', () => {
    const plan = planEpoch(split, 0, seededRandom(1));
    expect(plan).toHaveLength(1_000 + 10 * 20);
    expect(sorted(plan.filter((index) => index < 1_000))).toEqual(range(0, 1_000));
    for (const index of range(1_000, 1_020)) expect(plan.filter((shown) => shown === index)).toHaveLength(10);
  });

  it('replays some of the scans, others in another epoch', () => {
    const scans = (seed: number) => sorted(planEpoch(split, 100, seededRandom(seed)).filter((index) => index < 1_000));
    expect(new Set(scans(1)).size).toBe(100);
    expect(scans(1)).not.toEqual(scans(2));
  });

  it('replays scans and drawings half and half', () => {
    const mixed = splitTraining({ size: 1_220, drawings: 200, corrections: 20 }, 1, false);
    const plan = planEpoch(mixed, 100, seededRandom(1));
    const scans = plan.filter((index) => index < 1_000);
    const drawings = plan.filter((index) => index >= 1_000 && index < 1_200);
    expect([new Set(scans).size, new Set(drawings).size]).toEqual([50, 50]);
    expect(plan.length - 100).toBe(correctionSlots(100, 20));
  });

  it('shows corrections alone when there is nothing else', () => {
    const alone = splitTraining({ size: 7, corrections: 7 }, 1, false);
    expect(sorted(planEpoch(alone, 0, seededRandom(1)))).toEqual(range(0, 7));
  });

  it('never lets a flood of corrections be more than a quarter of an epoch', () => {
    expect(correctionSlots(60_000, 1)).toBe(10);
    expect(correctionSlots(60_000, 2_500)).toBe(20_000);
    const flood = splitTraining({ size: 11_000, corrections: 10_000 }, 1, false);
    const plan = planEpoch(flood, 0, seededRandom(1));
    const corrections = plan.filter((index) => index >= 1_000);
    expect(corrections.length / plan.length).toBeCloseTo(0.25, 2);
    expect(new Set(corrections).size).toBe(corrections.length);
    expect(plan).toHaveLength(epochLength(flood, 0));
  });
});
