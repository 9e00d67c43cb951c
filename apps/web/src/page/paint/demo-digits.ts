import { CELL_SIZE, DEFAULT_STROKE_WIDTH, type Ink } from '@inkroom/shared';
import { clamp } from '../../ui/clamp';

/**
 * Guide points of handwritten digits, each stroke a flat x, y list on a 100 x 100 cell: what the lobby's illustration
 * writes. Drawn for it by hand; no model was trained on them.
 */
const GUIDES: readonly (readonly (readonly number[])[])[] = [
  [[52, 24, 36, 34, 32, 54, 40, 74, 54, 77, 66, 62, 67, 40, 57, 25, 50, 25]],
  [[42, 34, 53, 24, 52, 50, 51, 77]],
  [[34, 36, 44, 24, 61, 27, 62, 42, 48, 58, 33, 75, 50, 72, 69, 74]],
  [[35, 28, 52, 23, 63, 33, 50, 47, 48, 48, 65, 56, 62, 72, 46, 78, 33, 70]],
  [
    [46, 23, 38, 42, 32, 55, 50, 54, 70, 52],
    [58, 38, 56, 58, 54, 78],
  ],
  [
    [40, 26, 39, 38, 37, 48, 53, 45, 65, 56, 60, 72, 44, 77, 34, 70],
    [40, 26, 52, 26, 65, 25],
  ],
  [[58, 23, 44, 38, 36, 58, 41, 75, 56, 76, 63, 64, 54, 54, 40, 60]],
  [[32, 28, 48, 27, 66, 26, 56, 48, 47, 77]],
  [[61, 31, 48, 23, 38, 33, 49, 47, 62, 62, 53, 77, 38, 70, 42, 55, 60, 42, 62, 31]],
  [[62, 34, 50, 25, 38, 36, 44, 50, 58, 46, 63, 33, 61, 52, 56, 78]],
];

/** Points between two guide points: enough that no corner shows at the size of the illustration. */
const STEPS = 10;
/** Milliseconds from one point to the next: a digit takes about a second, as under a hand. */
const STEP_MS = 9;
const SCALE = CELL_SIZE / 100;

/** The strokes of a digit, smooth and timed as if written, in cell units. */
export function demoDigit(digit: number): Ink[] {
  return (GUIDES[digit] ?? []).map((guide) => ({ points: smooth(guide), width: DEFAULT_STROKE_WIDTH }));
}

/** A Catmull-Rom curve through the guide points, as flat x, y, pressure, t. */
function smooth(guide: readonly number[]): number[] {
  const count = guide.length / 2;
  const at = (index: number, axis: 0 | 1) => guide[2 * clamp(index, 0, count - 1) + axis]!;
  const points: number[] = [];
  for (let segment = 0; segment < count - 1; segment++) {
    for (let step = 0; step < STEPS; step++) {
      const u = step / STEPS;
      points.push(curve(segment, 0, u) * SCALE, curve(segment, 1, u) * SCALE, 0.5, (points.length / 4) * STEP_MS);
    }
  }
  points.push(at(count - 1, 0) * SCALE, at(count - 1, 1) * SCALE, 0.5, (points.length / 4) * STEP_MS);
  return points;

  function curve(segment: number, axis: 0 | 1, u: number): number {
    const [a, b, c, d] = [-1, 0, 1, 2].map((offset) => at(segment + offset, axis)) as [number, number, number, number];
    return 0.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u * u + (3 * b - a - 3 * c + d) * u * u * u);
  }
}
