import { CELL_SIZE, DEFAULT_STROKE_WIDTH, DIGITS, type Ink, POINT_STRIDE } from '@inkroom/shared';
import { between, seededRandom } from '../random.js';
import { generateDigitStrokes } from './generated-digits.js';

/**
 * What people leave in a cell that is no digit: a scribble, a dot, two digits side by side, half a digit. Letters are not among them: which
 * of them look like digits is a matter of hands, and those are learnt from real ones.
 */
const KINDS = [scribble, scribble, dot, pair, half] as const;

/** Points of a scribble, and the time between them, ms. */
const SCRIBBLE_POINTS = [30, 90] as const;
const POINT_INTERVAL = 10;
/** How far a scribble's pen gets from one point to the next, cell units, and how much it turns, radians. */
const STEP = [8, 26] as const;
const TURN = 1.1;
/** Of its height, what is left of a cut digit: with more of it people would still read it. */
const LEFT_OVER = [0.3, 0.45] as const;

/**
 * Draws something that is no digit.
 * @param seed the same seed gives the same strokes
 * @returns strokes in cell units, like those of a generated digit
 */
export function generateNonDigitStrokes(seed: number): Ink[] {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1));
  return KINDS[Math.floor(random() * KINDS.length)]!(random, seed);
}

/** A pen that wanders about and is kept in the cell. */
function scribble(random: () => number): Ink[] {
  const count = Math.round(between(random, SCRIBBLE_POINTS));
  const points: number[] = [];
  let [x, y] = [between(random, [60, 220]), between(random, [60, 220])];
  let direction = between(random, [0, 2 * Math.PI]);
  let bend = 0;
  for (let i = 0; i < count; i++) {
    points.push(x, y, 0.5, i * POINT_INTERVAL);
    bend = 0.6 * bend + TURN * (random() - 0.5);
    direction += bend;
    const step = between(random, STEP);
    const within = (value: number) => Math.min(CELL_SIZE - 20, Math.max(20, value));
    const [nextX, nextY] = [x + step * Math.cos(direction), y + step * Math.sin(direction)];
    // It comes back from the edge.
    if (within(nextX) !== nextX || within(nextY) !== nextY) direction += 2;
    [x, y] = [within(nextX), within(nextY)];
  }
  return [{ points: points.map(rounded), width: DEFAULT_STROKE_WIDTH }];
}

/** A tap of the pen, or a very short stroke that goes nowhere. */
function dot(random: () => number): Ink[] {
  const [x, y] = [between(random, [40, 240]), between(random, [40, 240])];
  const reach = between(random, [0, 10]);
  const angle = between(random, [0, 2 * Math.PI]);
  const [toX, toY] = [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
  return [{ points: [x, y, 0.5, 0, toX, toY, 0.5, POINT_INTERVAL].map(rounded), width: DEFAULT_STROKE_WIDTH }];
}

/** Two digits in one cell, each in its half. */
function pair(random: () => number, seed: number): Ink[] {
  const gap = between(random, [0.5, 0.62]);
  return [0, 1].flatMap((side) => {
    const strokes = generateDigitStrokes(digitOf(random), seed + side);
    return mapped(strokes, (x, y) => [x * gap + (side === 0 ? 0 : CELL_SIZE * (1 - gap)), 0.25 * CELL_SIZE + y * 0.5]);
  });
}

/** The upper or lower part of a digit, as it is left where a pen gave out. */
function half(random: () => number, seed: number): Ink[] {
  // Of a straight one or a seven, half would look like the whole.
  const strokes = generateDigitStrokes(([2, 3, 5, 6, 8, 9] as const)[Math.floor(random() * 6)]!, seed);
  const heights = strokes.flatMap(({ points }) => points.filter((_, i) => i % POINT_STRIDE === 1));
  const [top, bottom] = [Math.min(...heights), Math.max(...heights)];
  const kept = between(random, LEFT_OVER) * (bottom - top);
  const isKept = random() < 0.5 ? (y: number) => y <= top + kept : (y: number) => y >= bottom - kept;
  return strokes.flatMap(({ points, width }) => {
    const pieces: number[][] = [];
    let isDown = false;
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      const wasDown = isDown;
      isDown = isKept(points[i + 1]!);
      if (isDown && !wasDown) pieces.push([]);
      if (isDown) pieces.at(-1)!.push(...points.slice(i, i + POINT_STRIDE));
    }
    return pieces.map((cut) => ({ points: cut, width }));
  });
}

function digitOf(random: () => number) {
  return DIGITS[Math.floor(random() * DIGITS.length)]!;
}

function mapped(strokes: readonly Ink[], place: (x: number, y: number) => [number, number]): Ink[] {
  return strokes.map(({ points, width }) => {
    const moved = [...points];
    for (let i = 0; i < moved.length; i += POINT_STRIDE)
      [moved[i], moved[i + 1]] = place(moved[i]!, moved[i + 1]!).map(rounded) as [number, number];
    return { points: moved, width };
  });
}

/** A hundredth of a cell unit: finer than any pen. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
