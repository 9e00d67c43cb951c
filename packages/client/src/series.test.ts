import type { RunDetails, RunPoint } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { beganAgain, EMPTY_SERIES, fromDetails, withNewPoints } from './series.js';

const point = (step: number): RunPoint => ({ step, epoch: step / 10, loss: 1, accuracy: 0.5 });

describe('series', () => {
  it('passes over points, epochs and lines that are already there', () => {
    const line = { at: 1, text: 'started' };
    const epoch = { epoch: 1, step: 10, testLoss: 1, testAccuracy: 0.5 };
    const once = withNewPoints(EMPTY_SERIES, { points: [point(1), point(2)], epochs: [epoch], log: [line] });
    const twice = withNewPoints(once, { points: [point(2), point(3)], epochs: [epoch], log: [{ ...line }] });
    expect(twice).toEqual({ points: [point(1), point(2), point(3)], epochs: [epoch], log: [line] });
  });

  it('puts what came meanwhile behind what was read', () => {
    const details = { points: [point(1), point(2)], epochs: [], log: [] } as Partial<RunDetails> as RunDetails;
    const known = { ...EMPTY_SERIES, points: [point(2), point(3)] };
    expect(fromDetails(details, known).points).toEqual([point(1), point(2), point(3)]);
  });

  it('knows a run that was begun anew from one that only goes on', () => {
    expect(beganAgain(undefined, { startedAt: 1 })).toBe(false);
    expect(beganAgain({ startedAt: null }, { startedAt: 1 })).toBe(false);
    expect(beganAgain({ startedAt: 1 }, { startedAt: 1 })).toBe(false);
    expect(beganAgain({ startedAt: 1 }, { startedAt: 2 })).toBe(true);
  });
});
