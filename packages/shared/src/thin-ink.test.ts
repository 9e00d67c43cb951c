import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderStrokes } from './framing.js';
import { FRAMINGS, POINT_STRIDE } from './protocol/constants.js';
import type { Ink } from './protocol/ink.js';
import { DRAWING_POINTS_READ, STROKE_POINTS_READ, thinDrawing, thinStroke } from './thin-ink.js';

const countOf = ({ points }: Ink) => points.length / POINT_STRIDE;

/** A stroke with so many points along a curve, `t` from 0 to 1. */
function along(curve: (t: number) => [number, number], count: number): Ink {
  const points = Array.from({ length: count }, (_, i) => [...curve(i / (count - 1)), 0.5, i]).flat();
  return { width: 23, points };
}

/** An "8" in one stroke: as many bows as a digit has. */
const eight = (count: number) =>
  along((t) => [140 + 55 * Math.sin(4 * Math.PI * t), 140 + 95 * Math.cos(2 * Math.PI * t)], count);

const point = fc.tuple(fc.integer({ min: -280, max: 560 }), fc.integer({ min: -280, max: 560 }));
const scribble = fc
  .array(point, { minLength: 1, maxLength: 300 })
  .map((pairs): Ink => ({ width: 23, points: pairs.flatMap(([x, y], i) => [x, y, 0.5, i]) }));

describe('a stroke that is thinned', () => {
  it('is the very stroke when it has few points', () => {
    const stroke = eight(STROKE_POINTS_READ);
    expect(thinStroke(stroke)).toBe(stroke);
  });

  it('keeps points of its own, in their order, the first and the last among them', () => {
    fc.assert(
      fc.property(scribble, (stroke) => {
        const thinned = thinStroke(stroke);
        expect(countOf(thinned)).toBe(Math.min(countOf(stroke), STROKE_POINTS_READ));
        // The last number of a point is its place in the stroke.
        const places = thinned.points.filter((_, i) => i % POINT_STRIDE === 3);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        expect([places[0], places.at(-1)]).toEqual([0, countOf(stroke) - 1]);
        for (const [i, place] of places.entries())
          expect(thinned.points.slice(i * 4, i * 4 + 4)).toEqual(stroke.points.slice(place * 4, place * 4 + 4));
      }),
    );
  });

  it('looks the same to a model', () => {
    for (const framing of FRAMINGS) {
      // Drawn piece by piece, none of which has too many points.
      const { points, width } = eight(600);
      const whole = Array.from({ length: 20 }, (_, i) => ({
        width,
        points: points.slice(i * 30 * 4, (i * 30 + 31) * 4),
      }));
      const full = renderStrokes(whole, framing);
      const thinned = renderStrokes([thinStroke({ points, width })], framing);
      const largest = full.reduce((most, value, i) => Math.max(most, Math.abs(value - thinned[i]!)), 0);
      expect(largest).toBeLessThan(0.05);
    }
  });

  it('keeps a corner that a slow pen has put among many points', () => {
    const corner = along((t) => (t < 0.5 ? [40 + 300 * t, 40] : [190, 40 + 400 * (t - 0.5)]), 501);
    expect(thinStroke(corner).points).toContain(190);
    expect(thinStroke(corner).points.join()).toContain('190,40,0.5,250');
  });
});

describe('a drawing that is thinned', () => {
  const scribbles = (strokes: number) => Array.from({ length: strokes }, () => eight(1_000));

  it('has few enough points to be read in no time, however many it has', () => {
    for (const strokes of [1, 31, 60, 700]) {
      const points = thinDrawing(scribbles(strokes)).reduce((sum, stroke) => sum + countOf(stroke), 0);
      expect(points).toBeLessThanOrEqual(DRAWING_POINTS_READ);
    }
  });

  it('is the same whether its strokes were thinned before or not', () => {
    fc.assert(
      fc.property(fc.array(scribble, { maxLength: 70 }), (strokes) => {
        expect(thinDrawing(strokes.map(thinStroke))).toEqual(thinDrawing(strokes));
      }),
      { numRuns: 30 },
    );
  });
});
