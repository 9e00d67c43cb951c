import { CELL_SIZE, DEFAULT_LIMITS, POINT_STRIDE, pointsSchema } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { generateNonDigitStrokes } from './generated-non-digits.js';

describe('drawings of no digit', () => {
  it('are strokes as a pen leaves them, within their cell, each seed’s its own', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const strokes = generateNonDigitStrokes(seed);
      expect(strokes.length).toBeGreaterThan(0);
      for (const { points } of strokes) {
        expect(pointsSchema(DEFAULT_LIMITS.strokePointsMax, DEFAULT_LIMITS).safeParse(points).success).toBe(true);
        for (let i = 0; i < points.length; i += POINT_STRIDE) {
          expect(points[i]!).toBeGreaterThan(-CELL_SIZE / 4);
          expect(points[i]!).toBeLessThan(1.25 * CELL_SIZE);
        }
      }
      seen.add(JSON.stringify(strokes));
      expect(generateNonDigitStrokes(seed)).toEqual(strokes);
    }
    expect(seen.size).toBe(200);
  });
});
