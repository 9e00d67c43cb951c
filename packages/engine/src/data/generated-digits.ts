import {
  CELL_SIZE,
  DEFAULT_STROKE_WIDTH,
  DIGITS,
  type Digit,
  IMAGE_SIZE,
  type Ink,
  POINT_STRIDE,
  renderStrokes,
} from '@inkroom/shared';
import { inTurns } from '../in-turns.js';
import { between, gaussian, seededRandom } from '../random.js';
import type { LabelledImages } from './dataset.js';
import { DIGIT_STYLES, type DigitStyle } from './digit-styles.js';
import { elasticField } from './elastic-field.js';
import type { Mnist } from './mnist.js';
import { toBytes } from './pixels.js';

/** How far hands differ; each value is the spread (standard deviation) or the range of one kind of variation. */
const VARIATION = {
  /** Of each control point, in heights of the digit. */
  point: 0.022,
  /** Turn of the whole digit, radians. */
  rotation: 0.12,
  /** Slant: how far the top leans over for each unit of height. */
  slant: 0.22,
  /** Width over height of the box that a style is drawn in. */
  aspect: [0.55, 1.05],
  /** Height of the digit in cell units. */
  height: [130, 220],
  /** Displacement of the elastic field, in heights of the digit, and how many waves of it fit into the digit. */
  elastic: 0.025,
  elasticWaves: [0.5, 1.6],
  /** Pen width against the usual one. */
  width: [0.75, 1.3],
  /** Speed of the pen, cell units a second. */
  speed: [350, 900],
} as const;

/** Time between two points of a pen, ms: a pen that reports a hundred times a second. */
const POINT_INTERVAL = 10;
/** Straight pieces between two control points, before the pen's own points are set on them. */
const CURVE_STEPS = 12;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Writes one digit as a person would: one of several styles, with control points, slant, proportions and size varied and the
 * whole bent elastically (after Simard, Steinkraus and Platt 2003).
 * @param seed the same seed gives the same strokes
 * @returns strokes in cell units with times in milliseconds from each stroke's first point, and a pressure that swells and
 *   fades as a pen's does
 */
export function generateDigitStrokes(digit: Digit, seed: number): Ink[] {
  const random = seededRandom(Math.imul(seed, DIGITS.length) + digit);
  const styles = DIGIT_STYLES[digit];
  return writeStyle(styles[Math.floor(random() * styles.length)]!, random);
}

/** Writes any style, of a digit or of what is none, by a hand that is drawn anew; as {@link generateDigitStrokes}. */
export function writeStyle(style: DigitStyle, random: () => number): Ink[] {
  const place = placement(random);
  const width = DEFAULT_STROKE_WIDTH * between(random, VARIATION.width);
  const speed = between(random, VARIATION.speed);
  return style.map((stroke) => {
    const jittered = stroke.map((value, i) =>
      // Both points of a corner move together, or else it would become a hook.
      isCorner(stroke, i) ? value : value + VARIATION.point * gaussian(random),
    );
    return { points: penPoints(curve(jittered).map(place), speed), width };
  });
}

export interface GenerateOptions {
  trainSize: number;
  testSize: number;
  seed: number;
  signal?: AbortSignal | undefined;
}

/**
 * Draws a set of digits that takes MNIST's place where MNIST cannot be had, in MNIST's framing and sizes. Training and test
 * digits come from different seeds.
 * @returns null when the signal was aborted
 */
export async function generateDigits(options: GenerateOptions): Promise<Mnist | null> {
  const train = await drawSet(options.trainSize, options.seed, options.signal);
  const test = train && (await drawSet(options.testSize, options.seed + options.trainSize, options.signal));
  return train && test && { train, test };
}

async function drawSet(size: number, firstSeed: number, signal?: AbortSignal): Promise<LabelledImages | null> {
  const images = new Uint8Array(size * PIXELS);
  const labels = new Uint8Array(size);
  const draw = (i: number) => {
    const digit = DIGITS[i % DIGITS.length]!;
    labels[i] = digit;
    toBytes(renderStrokes(generateDigitStrokes(digit, firstSeed + i), 'mnist'), images, i * PIXELS);
  };
  return (await inTurns(size, draw, signal)) ? { images, labels, size } : null;
}

type Point = readonly [x: number, y: number];

/** Draws where and how the unit box lies in the cell, and returns the map from the one to the other. */
function placement(random: () => number): (point: Point) => Point {
  const height = between(random, VARIATION.height);
  const aspect = between(random, VARIATION.aspect);
  const slant = VARIATION.slant * gaussian(random);
  const angle = VARIATION.rotation * gaussian(random);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const bendX = elasticField(random, VARIATION.elastic, VARIATION.elasticWaves);
  const bendY = elasticField(random, VARIATION.elastic, VARIATION.elasticWaves);
  const middle = CELL_SIZE / 2;
  const slack = (CELL_SIZE - height) / 4;
  const shiftX = middle + slack * (2 * random() - 1);
  const shiftY = middle + slack * (2 * random() - 1);
  return ([u, v]) => {
    const bentX = (u - 0.5) * aspect + bendX(u, v);
    const bentY = v - 0.5 + bendY(u, v);
    const x = bentX - slant * bentY;
    return [shiftX + height * (x * cos - bentY * sin), shiftY + height * (x * sin + bentY * cos)];
  };
}

/** Whether the point that value `i` belongs to is given twice. */
function isCorner(stroke: readonly number[], i: number): boolean {
  const x = i - (i % 2);
  const same = (other: number) => stroke[x] === stroke[other] && stroke[x + 1] === stroke[other + 1];
  return same(x - 2) || same(x + 2);
}

/** A Catmull-Rom curve through the control points (uniform; Catmull and Rom 1974). */
function curve(control: readonly number[]): Point[] {
  const count = control.length / 2;
  const at = (i: number): Point => {
    const clamped = Math.min(count - 1, Math.max(0, i));
    return [control[2 * clamped]!, control[2 * clamped + 1]!];
  };
  const points: Point[] = [at(0)];
  for (let i = 0; i + 1 < count; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 1; step <= CURVE_STEPS; step++) {
      const t = step / CURVE_STEPS;
      points.push([catmullRom(a[0], b[0], c[0], d[0], t), catmullRom(a[1], b[1], c[1], d[1], t)]);
    }
  }
  return points;
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

/** The points that a pen reports as it follows a line at a steady speed: flat x, y, pressure, t. */
function penPoints(line: readonly Point[], speed: number): number[] {
  const spacing = (speed * POINT_INTERVAL) / 1000;
  const lengths = [0];
  for (let i = 1; i < line.length; i++) {
    lengths.push(lengths[i - 1]! + Math.hypot(line[i]![0] - line[i - 1]![0], line[i]![1] - line[i - 1]![1]));
  }
  const total = lengths.at(-1)!;
  const count = Math.max(2, Math.ceil(total / spacing) + 1);
  const points = new Array<number>(count * POINT_STRIDE);
  let piece = 1;
  for (let i = 0; i < count; i++) {
    const along = (total * i) / (count - 1);
    while (piece < line.length - 1 && lengths[piece]! < along) piece++;
    const length = lengths[piece]! - lengths[piece - 1]!;
    const part = length > 0 ? (along - lengths[piece - 1]!) / length : 0;
    const [from, to] = [line[piece - 1]!, line[piece]!];
    points[i * POINT_STRIDE] = rounded(from[0] + part * (to[0] - from[0]));
    points[i * POINT_STRIDE + 1] = rounded(from[1] + part * (to[1] - from[1]));
    points[i * POINT_STRIDE + 2] = rounded(0.3 + 0.4 * Math.sin(Math.PI * (i / (count - 1))));
    points[i * POINT_STRIDE + 3] = i * POINT_INTERVAL;
  }
  return points;
}

/** A hundredth of a cell unit: finer than any pen. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
