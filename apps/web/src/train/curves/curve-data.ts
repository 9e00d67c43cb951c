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

/** The x axis ends at one of these, so that it moves in few steps. */
const EPOCH_ENDS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 30, 50];
/** The curve may fill this share of the frame before it widens. */
const FULL = 0.85;

/**
 * The end of the x axis in epochs. It widens with the curve, so that the first seconds of a run of hours can be read, up to
 * the whole run.
 * @param length epochs of the whole run
 */
export function curveEnd(data: CurveData, length: number): number {
  const reached = data[0].at(-1) ?? 0;
  return Math.min(length, EPOCH_ENDS.find((end) => reached <= end * FULL) ?? length);
}

/** Share of the values that the axis makes room for: the first batches' spike may leave the picture. */
const SHOWN = 0.95;
/** Ten digits guessed at cost ln 10 = 2.3 nats: that is where a loss comes from. */
const LOSS_AT_FIRST = 2.5;
const LOSS_TOPS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10];
const ACCURACY_BOTTOMS = [0.98, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.25, 0];

/**
 * The y axis of a curve. It snaps to round ends, so that it holds still while the curve grows: loss from zero up,
 * accuracy from a round number up to one.
 */
export function curveRange(data: CurveData, kind: CurveKind): [number, number] {
  const shown = data[2].filter((value) => value !== null && Number.isFinite(value)) as number[];
  const tests = data[3].filter((value) => value !== null && Number.isFinite(value)) as number[];
  if (shown.length === 0 && tests.length === 0) return kind === 'loss' ? [0, LOSS_AT_FIRST] : [0, 1];
  if (kind === 'loss') {
    // A spike beyond any loss that can be read may be longer than that share: then where the curve is now has to do.
    const spiked = shownMost(shown) > LOSS_TOPS.at(-1)!;
    const high = Math.max(shownMost(spiked ? shown.slice(-Math.ceil(shown.length / 4)) : shown), ...tests);
    return [0, LOSS_TOPS.find((top) => top >= high * 1.05) ?? high * 1.1];
  }
  const low = Math.min(sorted(shown)[Math.floor((1 - SHOWN) * (shown.length - 1))] ?? 1, ...tests);
  return [ACCURACY_BOTTOMS.find((bottom) => bottom < low) ?? 0, 1];
}

/** The largest value but for the share that may leave the picture. */
function shownMost(values: readonly number[]): number {
  return sorted(values)[Math.ceil(SHOWN * (values.length - 1))] ?? 0;
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
