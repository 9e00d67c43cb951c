import type { EpochPoint, RunPoint } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { curveData, curveEnd, curveRange } from './curve-data';

const point = (epoch: number, loss: number, accuracy = 1 - loss): RunPoint => ({
  step: epoch * 10,
  epoch,
  loss,
  accuracy,
});
const test = (epoch: number, testLoss: number): EpochPoint => ({
  step: epoch * 10,
  epoch,
  testLoss,
  testAccuracy: 1 - testLoss,
});

describe('curve data', () => {
  it('puts both series on one axis in order of epochs', () => {
    const [x, training, , tests] = curveData(
      [point(0.5, 0.4), point(1.5, 0.2)],
      [test(1, 0.3), test(2, 0.1)],
      'loss',
      2,
    );
    expect(x).toEqual([0.5, 1, 1.5, 2]);
    expect(training).toEqual([0.4, null, 0.2, null]);
    expect(tests).toEqual([null, 0.3, null, 0.1]);
  });

  it('shares one place for two values of one epoch', () => {
    expect(curveData([point(1, 0.25)], [test(1, 0.5)], 'accuracy', 1)).toEqual([[1], [0.75], [0.75], [0.5]]);
  });

  it('smooths what small batches shake, without running behind at the start', () => {
    const shaken = Array.from({ length: 400 }, (_, i) => point((i + 1) / 80, 0.3 + (i % 2 ? 0.1 : -0.1)));
    const [, , smooth] = curveData(shaken, [], 'loss', 5);
    expect(smooth[0]).toBeCloseTo(0.2);
    for (const value of smooth.slice(60)) expect(Math.abs(value! - 0.3)).toBeLessThan(0.02);
  });

  it('is empty before the first report', () => {
    expect(curveData([], [], 'loss', 5)).toEqual([[], [], [], []]);
  });
});

describe('the x axis', () => {
  const end = (reached: number, length: number) => curveEnd([[reached], [1], [1], [null]], length);

  it('widens with the curve in few steps', () => {
    expect(end(0.03, 20)).toBe(0.05);
    expect(end(0.04, 20)).toBe(0.05);
    expect(end(0.9, 20)).toBe(2);
  });

  it('ends with the run', () => {
    expect(end(2.9, 3)).toBe(3);
    expect(end(5, 5)).toBe(5);
    expect(curveEnd([[], [], [], []], 5)).toBeLessThanOrEqual(5);
  });
});

describe('the y axis', () => {
  it('lets the first spike leave the picture, so that the rest can be read', () => {
    const points = [point(0.01, 2.3), ...Array.from({ length: 499 }, (_, i) => point(0.02 + i / 100, 0.25))];
    expect(curveRange(curveData(points, [], 'loss', 5), 'loss')[1]).toBeLessThan(0.6);
  });

  it('shows where a loss is that came down from beyond all reading', () => {
    const points = Array.from({ length: 400 }, (_, i) => point(i / 400, i < 40 ? 80_000 : 2.4));
    expect(curveRange(curveData(points, [], 'loss', 1), 'loss')[1]).toBeLessThan(5);
  });

  it('follows a loss that runs away', () => {
    const points = Array.from({ length: 400 }, (_, i) => point(i / 400, i < 200 ? 2 : 900));
    expect(curveRange(curveData(points, [], 'loss', 1), 'loss')[1]).toBeGreaterThan(500);
  });

  it('always makes room for the test set', () => {
    expect(curveRange(curveData([point(0.5, 0.1)], [test(1, 0.9)], 'loss', 1), 'loss')).toEqual([0, 1]);
  });

  it('shows accuracy from a round number to one', () => {
    const points = Array.from({ length: 50 }, (_, i) => point(i / 50, 0.5, 0.93));
    expect(curveRange(curveData(points, [], 'accuracy', 1), 'accuracy')).toEqual([0.9, 1]);
  });

  it('stands still while there is nothing to show', () => {
    expect(curveRange([[], [], [], []], 'accuracy')).toEqual([0, 1]);
    expect(curveRange([[], [], [], []], 'loss')[0]).toBe(0);
  });

  it('is not upset by a loss that is no number', () => {
    expect(curveRange(curveData([point(0.1, Number.NaN), point(0.2, 0.4)], [], 'loss', 1), 'loss')).toEqual([0, 0.5]);
  });
});
