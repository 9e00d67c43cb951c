import type { EpochPoint, RunPoint } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { curveData } from './curve-data';

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
