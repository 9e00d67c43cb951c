import { CELL_SIZE, DIGITS, type Ink, POINT_STRIDE } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { ANY_HAND, augmentStrokes, HARD_HAND, SAME_HAND } from './augment-strokes.js';
import { generateDigitStrokes } from './generated-digits.js';

const eight = generateDigitStrokes(8, 5);
const STILL = { ...SAME_HAND, rotation: 0, slant: 0, shift: 0, elastic: 0, jitter: 0, thinning: 0 };
const AS_IS = { ...STILL, scale: [1, 1], aspect: [1, 1], penWidth: [1, 1] } as const;

function positions(strokes: readonly Ink[]): [x: number, y: number][] {
  return strokes.flatMap(({ points }) =>
    Array.from({ length: points.length / POINT_STRIDE }, (_, i): [number, number] => [
      points[i * POINT_STRIDE]!,
      points[i * POINT_STRIDE + 1]!,
    ]),
  );
}

describe('augmentStrokes', () => {
  it('repeats itself for the same seed and varies with it', () => {
    const once = (seed: number) => augmentStrokes(eight, seededRandom(seed), ANY_HAND);
    expect(once(1)).toEqual(once(1));
    expect(once(2)).not.toEqual(once(1));
  });

  it('leaves what it was given as it was', () => {
    const kept = structuredClone(eight);
    augmentStrokes(eight, seededRandom(1), ANY_HAND);
    expect(eight).toEqual(kept);
  });

  it('changes nothing where nothing may vary', () => {
    for (const [i, [x, y]] of positions(augmentStrokes(eight, seededRandom(1), AS_IS)).entries()) {
      expect(x).toBeCloseTo(positions(eight)[i]![0], 6);
      expect(y).toBeCloseTo(positions(eight)[i]![1], 6);
    }
  });

  it('keeps to the turns that leave a digit what it is', () => {
    const line: Ink[] = [{ points: [140, 40, 0.5, 0, 140, 240, 0.5, 100], width: 23 }];
    const turns = Array.from({ length: 200 }, (_, seed) => {
      const [[x0, y0], [x1, y1]] = positions(
        augmentStrokes(line, seededRandom(seed), { ...AS_IS, rotation: ANY_HAND.rotation }),
      ) as [[number, number], [number, number]];
      return Math.atan2(x1 - x0, y1 - y0);
    });
    const degrees = turns.map((turn) => Math.abs((turn * 180) / Math.PI));
    expect(Math.max(...degrees)).toBeLessThan(12);
    expect(Math.max(...degrees)).toBeGreaterThan(9);
  });

  it('sets a digit anywhere in its cell, and never outside of it', () => {
    const corners = new Set<string>();
    for (const digit of DIGITS) {
      for (let seed = 0; seed < 40; seed++) {
        const strokes = augmentStrokes(generateDigitStrokes(digit, seed), seededRandom(seed * 10 + digit), ANY_HAND);
        const all = positions(strokes);
        expect(all.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
        const [left, right] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))];
        const [top, bottom] = [Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))];
        if (right - left < CELL_SIZE) expect(left >= 0 && right <= CELL_SIZE).toBe(true);
        if (bottom - top < CELL_SIZE) expect(top >= 0 && bottom <= CELL_SIZE).toBe(true);
        corners.add(`${(left + right) / 2 < CELL_SIZE / 2} ${(top + bottom) / 2 < CELL_SIZE / 2}`);
      }
    }
    expect(corners.size).toBe(4);
  });

  it('sets hard digits at an edge every other time, within the cell', () => {
    const nine = generateDigitStrokes(9, 1);
    const lefts = Array.from({ length: 400 }, (_, seed) => {
      const all = positions(augmentStrokes(nine, seededRandom(seed), { ...HARD_HAND, jitter: 0, scale: [0.5, 0.5] }));
      const [left, right] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))];
      expect(left >= -1e-6 && right <= CELL_SIZE + 1e-6).toBe(true);
      return left / (CELL_SIZE - (right - left));
    });
    const atEdge = lefts.filter((share) => share < 0.05 || share > 0.95).length / lefts.length;
    expect(atEdge).toBeGreaterThan(0.4);
    expect(atEdge).toBeLessThan(0.6);
  });

  it('thins the points of a slow device, but keeps both ends of each stroke', () => {
    const long: Ink = { points: Array.from({ length: 100 }, (_, i) => [i, 0, 0.5, i * 10]).flat(), width: 23 };
    const counts = Array.from({ length: 50 }, (_, seed) => {
      const [stroke] = augmentStrokes([long], seededRandom(seed), { ...AS_IS, thinning: 8 });
      const { points } = stroke!;
      expect([points[3], points.at(-1)]).toEqual([0, 990]);
      return points.length / POINT_STRIDE;
    });
    expect(Math.min(...counts)).toBeLessThan(20);
    expect(Math.max(...counts)).toBe(100);
  });

  it('leaves a stroke the points that it must have at least', () => {
    const short: Ink = { points: Array.from({ length: 24 }, (_, i) => [i, 0, 0.5, i * 10]).flat(), width: 23 };
    const fewest = (pointsMin: number) => {
      const counts = Array.from({ length: 100 }, (_, seed) => {
        const [stroke] = augmentStrokes([short], seededRandom(seed), { ...AS_IS, thinning: 9, pointsMin });
        return stroke!.points.length / POINT_STRIDE;
      });
      return Math.min(...counts);
    };
    expect(fewest(10)).toBeGreaterThanOrEqual(10);
    expect(fewest(4)).toBeLessThan(7);
  });

  it('takes dots and nothing at all', () => {
    const dot: Ink = { points: [140, 140, 0.5, 0], width: 23 };
    const [moved] = augmentStrokes([dot], seededRandom(3), ANY_HAND);
    expect(moved!.points.every(Number.isFinite)).toBe(true);
    expect(augmentStrokes([], seededRandom(3), ANY_HAND)).toEqual([]);
  });
});
