import type { EpochPoint, RunPoint } from '@inkroom/shared';

export type CurveKind = 'loss' | 'accuracy';

/**
 * What the chart draws: x in epochs, the training curve as reported and smoothed, and the test set's points; null where a
 * series has none.
 */
export type CurveData = [x: number[], training: (number | null)[], smooth: (number | null)[], test: (number | null)[]];

/** Time constant of the smoothing as a share of the run: a small batch's accuracy jumps by several points. */
const SMOOTHING = 0.015;

/**
 * The series of a curve on one axis of epochs. Expects points and epochs in order.
 * @param length epochs of the whole run
 */
export function curveData(
  points: readonly RunPoint[],
  epochs: readonly EpochPoint[],
  kind: CurveKind,
  length: number,
): CurveData {
  const x: number[] = [];
  const training: (number | null)[] = [];
  const smooth: (number | null)[] = [];
  const average = movingAverage(SMOOTHING * length);
  const test: (number | null)[] = [];
  let next = 0;
  const takeTestsUpTo = (epoch: number) => {
    for (; next < epochs.length && epochs[next]!.epoch < epoch; next++) {
      x.push(epochs[next]!.epoch);
      training.push(null);
      smooth.push(null);
      test.push(testValue(epochs[next]!, kind));
    }
  };
  for (const point of points) {
    takeTestsUpTo(point.epoch);
    x.push(point.epoch);
    const value = kind === 'loss' ? point.loss : point.accuracy;
    training.push(value);
    smooth.push(average(point.epoch, value));
    const measured = epochs[next]?.epoch === point.epoch ? epochs[next++]! : null;
    test.push(measured ? testValue(measured, kind) : null);
  }
  takeTestsUpTo(Number.POSITIVE_INFINITY);
  return [x, training, smooth, test];
}

/** Exponential moving average over uneven steps: a value's weight falls to 1/e over `constant` epochs. */
function movingAverage(constant: number): (epoch: number, value: number) => number {
  let sum = 0;
  let weight = 0;
  let last = 0;
  return (epoch, value) => {
    const decay = Math.exp(-Math.max(0, epoch - last) / constant);
    last = epoch;
    // What is no number (a run that diverged) is shown, but not carried along.
    if (!Number.isFinite(value)) return value;
    sum = sum * decay + value * (1 - decay);
    weight = weight * decay + (1 - decay);
    return weight > 0 ? sum / weight : value;
  };
}

function testValue(point: EpochPoint, kind: CurveKind): number {
  return kind === 'loss' ? point.testLoss : point.testAccuracy;
}
