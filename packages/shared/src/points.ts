import { POINT_STRIDE } from './protocol/constants.js';

/** A stroke takes no longer than a day, ms. */
export const STROKE_MS_MAX = 24 * 3_600_000;

/**
 * Rounds a point for the wire: positions to a tenth of a cell unit (a hundredth of a pixel of 28), pressure to a
 * hundredth, time to a millisecond. Halves the bytes of a stroke without a visible change.
 */
export function quantisePoint(x: number, y: number, pressure: number, t: number): [number, number, number, number] {
  return [tenth(x), tenth(y), hundredth(pressure), Math.round(t)];
}

/** A flat list of points as {@link quantisePoint} leaves each. */
export function quantisePoints(points: readonly number[]): number[] {
  const rounded = new Array<number>(points.length);
  for (let i = 0; i < points.length; i += POINT_STRIDE) {
    rounded[i] = tenth(points[i]!);
    rounded[i + 1] = tenth(points[i + 1]!);
    rounded[i + 2] = hundredth(points[i + 2]!);
    rounded[i + 3] = Math.round(points[i + 3]!);
  }
  return rounded;
}

// With a nought added, for JSON tells no minus of one.
const tenth = (value: number) => Math.round(value * 10) / 10 + 0;
const hundredth = (value: number) => Math.round(value * 100) / 100 + 0;
