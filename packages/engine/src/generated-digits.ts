import {
  CELL_SIZE,
  DEFAULT_STROKE_WIDTH,
  DIGITS,
  type Digit,
  IMAGE_SIZE,
  type Ink,
  quantisePoint,
  renderStrokes,
} from '@inkroom/shared';
import type { LabelledImages } from './dataset.js';
import { DIGIT_STYLES } from './digit-styles.js';
import type { Mnist } from './mnist.js';
import { toBytes } from './pixels.js';
import { seededRandom } from './random.js';

/** Points between two control points: about what a 100 Hz pen leaves of a digit written in half a second. */
const POINTS_PER_SPAN = 6;
/** Time between two points in ms: a 100 Hz pen. */
const POINT_INTERVAL_MS = 10;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** How far a hand strays from the style's form. Widths of a uniform spread, chosen by eye against people's digits. */
const VARIATION = {
  /** Of a control point, in parts of the digit's height. */
  wobble: 0.055,
  /** Radians. */
  rotation: 0.16,
  /** Sideways shift per height. */
  slant: 0.3,
  /** Around an aspect of `ASPECT`. */
  aspect: 0.28,
  /** Amplitude of the elastic bend, in parts of the digit's height. */
  elastic: 0.04,
};
/** Width of a digit by its height: what people write on average. */
const ASPECT = 0.68;

/**
 * A digit as somebody might write it: a style of its own, affinely and elastically varied. The same digit and seed give
 * the same strokes.
 * @returns strokes in cell units, about two thirds of the cell high, near its middle
 */
export function generateDigitStrokes(digit: Digit, seed: number): Ink[] {
  const random = seededRandom(seed * DIGITS.length + digit + 1);
  const spread = (width: number) => (random() * 2 - 1) * width;
  const styles = DIGIT_STYLES[digit];
  const style = styles[Math.floor(random() * styles.length)]!;
  const rotation = spread(VARIATION.rotation);
  const slant = spread(VARIATION.slant);
  const aspect = ASPECT * (1 + spread(VARIATION.aspect));
  const height = CELL_SIZE * (0.62 + spread(0.12));
  const centreX = CELL_SIZE / 2 + spread(CELL_SIZE * 0.06);
  const centreY = CELL_SIZE / 2 + spread(CELL_SIZE * 0.06);
  const bends = [0, 1].map(() => ({
    amplitude: spread(VARIATION.elastic),
    frequency: 2 + random() * 4,
    phase: random() * 7,
  }));

  const place = ([x, y]: [number, number]): [number, number] => {
    const bentX = x - 0.5 + bends[0]!.amplitude * Math.sin(bends[0]!.frequency * y + bends[0]!.phase);
    const bentY = y - 0.5 + bends[1]!.amplitude * Math.sin(bends[1]!.frequency * x + bends[1]!.phase);
    const slanted = bentX * aspect - slant * bentY;
    return [
      centreX + height * (slanted * Math.cos(rotation) - bentY * Math.sin(rotation)),
      centreY + height * (slanted * Math.sin(rotation) + bentY * Math.cos(rotation)),
    ];
  };

  return style.map((stroke) => {
    const wobbled = wobble(stroke, () => spread(VARIATION.wobble));
    const points = smooth(wobbled).flatMap((point, i) => {
      const [x, y] = place(point);
      return quantisePoint(x, y, 0.5, i * POINT_INTERVAL_MS);
    });
    return { points, width: DEFAULT_STROKE_WIDTH };
  });
}

/** Moves each control point a little; the two halves of a corner move together. */
function wobble(stroke: [number, number][], offset: () => number): [number, number][] {
  const moved: [number, number][] = [];
  stroke.forEach(([x, y], i) => {
    const before = stroke[i - 1];
    const corner = before && before[0] === x && before[1] === y;
    moved.push(corner ? moved[i - 1]! : [x + offset(), y + offset()]);
  });
  return moved;
}

/** The Catmull-Rom curve through the control points. */
function smooth(stroke: [number, number][]): [number, number][] {
  const curve: [number, number][] = [];
  const at = (i: number) => stroke[Math.min(stroke.length - 1, Math.max(0, i))]!;
  for (let span = 0; span + 1 < stroke.length; span++) {
    const [p0, p1, p2, p3] = [at(span - 1), at(span), at(span + 1), at(span + 2)];
    if (p1[0] === p2[0] && p1[1] === p2[1]) continue;
    for (let step = 0; step < POINTS_PER_SPAN; step++) {
      const t = step / POINTS_PER_SPAN;
      curve.push([catmullRom(p0[0], p1[0], p2[0], p3[0], t), catmullRom(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  curve.push(stroke[stroke.length - 1]!);
  return curve;
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/**
 * A digit set of MNIST's form for machines that cannot get MNIST: every class equally often, in MNIST's framing. Test
 * digits come from seeds that no training digit has.
 */
export function generateDigits(options: { trainSize: number; testSize: number; seed: number }): Mnist {
  const { trainSize, testSize, seed } = options;
  return { train: drawDigits(trainSize, seed), test: drawDigits(testSize, seed + trainSize) };
}

function drawDigits(size: number, seed: number): LabelledImages {
  const images = new Uint8Array(size * PIXELS);
  const labels = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const digit = DIGITS[i % DIGITS.length]!;
    toBytes(renderStrokes(generateDigitStrokes(digit, seed + i), 'mnist'), images, i * PIXELS);
    labels[i] = digit;
  }
  return { images, labels, size };
}
