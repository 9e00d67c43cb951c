import { boundingBox, CELL_SIZE, type Ink, POINT_STRIDE } from '@inkroom/shared';
import { between, gaussian } from '../random.js';
import { elasticField } from './elastic-field.js';

/** How far written digits are varied; all of it leaves the digit what it is. */
export interface StrokeAugmentation {
  /** Largest turn to either side, radians. */
  rotation: number;
  /** Largest slant: how far the top leans to either side for each unit of height. */
  slant: number;
  /** Size against the written one, and width over height against the written one. */
  scale: readonly [number, number];
  aspect: readonly [number, number];
  /**
   * Largest shift in each direction, cell units; `anywhere` sets the digit anywhere within its cell, `edges` as well, but half
   * of all at an edge and a quarter in a corner.
   */
  shift: number | 'anywhere' | 'edges';
  /** Size of the elastic bend, in heights of the digit, see {@link elasticField}. */
  elastic: number;
  /** Largest standard deviation of an unsteady hand or a coarse device, cell units. */
  jitter: number;
  /** A slow device reports every so manieth point at most. */
  thinning: number;
  /** A thinned stroke keeps so many points at least, so that a fast stroke does not lose its bows. */
  pointsMin: number;
  /** Pen width against the one that was used. */
  penWidth: readonly [number, number];
}

/** What one person's digits vary by from day to day: for corrections in a room. */
export const SAME_HAND: StrokeAugmentation = {
  rotation: 0.14,
  slant: 0.15,
  scale: [0.85, 1.15],
  aspect: [0.88, 1.14],
  shift: 14,
  elastic: 0.02,
  jitter: 0.6,
  thinning: 2,
  pointsMin: 10,
  penWidth: [0.8, 1.25],
};

/** What people, pens, fingers, mice and devices differ by, and where in a cell they write: for models that meet strangers. */
export const ANY_HAND: StrokeAugmentation = {
  rotation: 0.2,
  slant: 0.35,
  scale: [0.4, 1.4],
  aspect: [0.7, 1.4],
  shift: 'anywhere',
  elastic: 0.03,
  jitter: 2.5,
  thinning: 8,
  pointsMin: 10,
  penWidth: [0.6, 1.6],
};

/**
 * What a model that knows {@link ANY_HAND} still reads badly, more of it: digits down to a fifth of the cell's height, edges and
 * corners, wide ones, bold pens, and devices that report a dozen points a second, so that a bow is a few straight pieces.
 */
export const HARD_HAND: StrokeAugmentation = {
  rotation: 0.22,
  slant: 0.35,
  scale: [0.3, 1.4],
  aspect: [0.65, 1.7],
  shift: 'edges',
  elastic: 0.03,
  jitter: 2.5,
  thinning: 9,
  pointsMin: 4,
  penWidth: [0.55, 1.7],
};

const BEND_WAVES = [0.3, 1.4] as const;

/**
 * Writes a digit again as another hand, or the same one another day, might: turned, slanted, sized, bent, moved, with another
 * pen. Works on the vectors, so that pen width does not grow and shrink with the digit.
 * @param strokes points in cell units; they are left as they are
 * @param random the same sequence gives the same strokes
 * @returns as many strokes, each with its first and last point still first and last
 */
export function augmentStrokes(
  strokes: readonly Ink[],
  random: () => number,
  strength: StrokeAugmentation = SAME_HAND,
): Ink[] {
  const box = boundingBox(strokes);
  if (!box) return strokes.map((stroke) => ({ ...stroke, points: [...stroke.points] }));
  const spread = ([low, high]: readonly [number, number]) => Math.exp(between(random, [Math.log(low), Math.log(high)]));
  const either = (most: number) => most * (2 * random() - 1);
  // A dot or a flat line has no height to bend by.
  const size = Math.max(box.right - box.left, box.bottom - box.top, CELL_SIZE / 20);
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const angle = either(strength.rotation);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const slant = either(strength.slant);
  const scale = spread(strength.scale);
  const wider = Math.sqrt(spread(strength.aspect));
  const bendX = elasticField(random, strength.elastic, BEND_WAVES);
  const bendY = elasticField(random, strength.elastic, BEND_WAVES);
  // Most hands are steady.
  const jitter = strength.jitter * random() ** 2;
  const step = 1 + Math.floor(strength.thinning * random() ** 2);
  const pen = spread(strength.penWidth);
  const drawn = strokes.map((stroke): Ink => {
    const points = thinned(stroke.points, step, strength.pointsMin);
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      const u = (points[i]! - middle.x) / size;
      const v = (points[i + 1]! - middle.y) / size;
      const bentY = (v + bendY(u, v)) / wider;
      const bentX = (u + bendX(u, v)) * wider - slant * bentY;
      points[i] = scale * size * (bentX * cos - bentY * sin) + jitter * gaussian(random);
      points[i + 1] = scale * size * (bentX * sin + bentY * cos) + jitter * gaussian(random);
    }
    return { points, width: stroke.width * pen };
  });
  const { x, y } =
    typeof strength.shift === 'number'
      ? { x: middle.x + either(strength.shift), y: middle.y + either(strength.shift) }
      : placeWithin(drawn, random, strength.shift === 'edges' ? 2 : 1);
  for (const { points } of drawn) {
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      points[i]! += x;
      points[i + 1]! += y;
    }
  }
  return drawn;
}

/** Every `step`th point, but so many at least, and the last. */
function thinned(points: readonly number[], step: number, pointsMin: number): number[] {
  const count = Math.floor(points.length / POINT_STRIDE);
  const every = Math.max(1, Math.min(step, Math.floor(count / pointsMin)));
  const kept: number[] = [];
  const keep = (i: number) => {
    for (let k = 0; k < POINT_STRIDE; k++) kept.push(points[i * POINT_STRIDE + k]!);
  };
  for (let i = 0; i < count - 1; i += every) keep(i);
  if (count > 0) keep(count - 1);
  return kept;
}

/**
 * A shift that brings strokes to any place of the cell, over its edge by no more than half a pen; more often to an edge than
 * to the middle (the arcsine law), because a corner is what there are fewest examples of and what is hardest to read.
 * @param times how often the law is applied: twice, half of the digits come to lie within a twentieth of an edge
 */
function placeWithin(strokes: readonly Ink[], random: () => number, times: 1 | 2): { x: number; y: number } {
  const box = boundingBox(strokes)!;
  const arcsine = (share: number) => (1 - Math.cos(Math.PI * share)) / 2;
  const along = (low: number, high: number) => {
    const room = CELL_SIZE - (high - low);
    // What is larger than the cell is centred on it.
    if (room <= 0) return (CELL_SIZE - low - high) / 2;
    const share = arcsine(random());
    return room * (times === 2 ? arcsine(share) : share) - low;
  };
  return { x: along(box.left, box.right), y: along(box.top, box.bottom) };
}
