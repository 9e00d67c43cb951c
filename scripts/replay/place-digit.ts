import { CELL_SIZE } from '@inkroom/shared';
import type { WrittenDigit, WrittenDrawing } from './digit-file.ts';

/** ms from one point of the pen to the next: the tablet of the Pendigits files took about a hundred a second. */
export const POINT_INTERVAL_MS = 10;
/** Share of the cell's height that a person fills: between these, differently each time. */
const HEIGHT_MIN = 0.6;
const HEIGHT_MAX = 0.7;
/** Share of the cell's width that a digit may take: one that is written wide becomes less high. */
const WIDTH_MAX = 0.8;
/** How far off the middle people write, as a share of the cell. */
const JITTER = 0.05;
/** Of a device that reports none. */
const PRESSURE = 0.5;

/**
 * Places a digit in a cell as a person would: about two thirds of its height, the aspect kept, near the middle. The same
 * digit is always placed alike.
 *
 * @returns its strokes as flat lists of x, y (cell units), pressure, t (ms since the stroke's first point)
 */
export function placeDigit({ id, strokes }: WrittenDigit | WrittenDrawing): number[][] {
  const random = seededRandom(id);
  const all = strokes.flat();
  const [left, right] = range(all.map(([x]) => x));
  const [top, bottom] = range(all.map(([, y]) => y));
  const height = (HEIGHT_MIN + random() * (HEIGHT_MAX - HEIGHT_MIN)) * CELL_SIZE;
  const fits = [height / (bottom - top), (WIDTH_MAX * CELL_SIZE) / (right - left)].filter(Number.isFinite);
  // A dot has no extent: it needs no scale.
  const scale = fits.length > 0 ? Math.min(...fits) : 1;
  const offset = () => CELL_SIZE / 2 + (2 * random() - 1) * JITTER * CELL_SIZE;
  const [centreX, centreY] = [offset(), offset()];
  return strokes.map((stroke) =>
    stroke.flatMap(([x, y], i) => [
      centreX + (x - (left + right) / 2) * scale,
      centreY + (y - (top + bottom) / 2) * scale,
      PRESSURE,
      i * POINT_INTERVAL_MS,
    ]),
  );
}

function range(values: readonly number[]): [min: number, max: number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return [min, max];
}

/** FNV-1a over the text, then mulberry32: both public domain, enough for jitter. */
function seededRandom(text: string): () => number {
  let seed = 0x811c9dc5;
  for (const letter of text) seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
