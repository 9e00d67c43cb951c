import { POINT_STRIDE } from '@inkroom/shared';

/** What a device without a pressure sensor reports; see `Ink.points`. */
const UNKNOWN_PRESSURE = 0.5;
/** Speed of an unhurried hand in cell units per millisecond (a 200-unit stroke in a fifth of a second): it draws the nominal width. */
const COMMON_SPEED = 1;
/** How far simulated pressure strays from the middle: a pen's character without changing how a digit reads. */
const SWING = 0.22;
/** Time over which the speed is averaged, in milliseconds: shorter shows the jitter of the device, longer lags behind the hand. */
const AVERAGING_MS = 40;

/**
 * The pressure of each point: as the device reported it, or where it reported none, from the speed of the hand: slow
 * strokes are thick, fast ones thin. Depends on the points alone, so that everybody sees the same ink.
 */
export function pressures(points: readonly number[]): Float32Array {
  const count = Math.floor(points.length / POINT_STRIDE);
  const result = new Float32Array(count);
  let measured = false;
  for (let i = 0; i < count; i++) {
    result[i] = points[i * POINT_STRIDE + 2]!;
    if (result[i] !== UNKNOWN_PRESSURE) measured = true;
  }
  if (measured) return result;

  let speed = COMMON_SPEED;
  for (let i = 1; i < count; i++) {
    const at = i * POINT_STRIDE;
    const elapsed = points[at + 3]! - points[at - 1]!;
    if (elapsed > 0) {
      const moved = Math.hypot(points[at]! - points[at - POINT_STRIDE]!, points[at + 1]! - points[at - 3]!);
      const share = 1 - Math.exp(-elapsed / AVERAGING_MS);
      speed += (moved / elapsed - speed) * share;
    }
    result[i] = UNKNOWN_PRESSURE + SWING * ((COMMON_SPEED - speed) / (COMMON_SPEED + speed));
  }
  return result;
}
