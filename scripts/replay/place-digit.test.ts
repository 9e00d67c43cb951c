import { CELL_SIZE, POINT_STRIDE } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { placeDigit } from './place-digit.ts';

const extent = (strokes: number[][], axis: 0 | 1) => {
  const values = strokes.flatMap((points) => points.filter((_, i) => i % POINT_STRIDE === axis));
  return { min: Math.min(...values), max: Math.max(...values), size: Math.max(...values) - Math.min(...values) };
};
type Written = Parameters<typeof placeDigit>[0];
const tall: Written = {
  id: 'tall',
  label: 1,
  strokes: [
    [
      [0, 0],
      [10, 400],
    ],
  ],
};

describe('placeDigit', () => {
  it('fills 60 to 70 % of the height, keeps the aspect and stays within the cell', () => {
    const placed = placeDigit(tall);
    const [width, height] = [extent(placed, 0), extent(placed, 1)];
    expect(height.size / CELL_SIZE).toBeGreaterThanOrEqual(0.6);
    expect(height.size / CELL_SIZE).toBeLessThanOrEqual(0.7);
    expect(height.size / width.size).toBeCloseTo(40);
    expect(height.min).toBeGreaterThan(0);
    expect(height.max).toBeLessThan(CELL_SIZE);
  });

  it('keeps a digit that is written wide within the cell', () => {
    const wide: Written = {
      id: 'wide',
      label: 2,
      strokes: [
        [
          [0, 0],
          [400, 10],
        ],
      ],
    };
    expect(extent(placeDigit(wide), 0).size).toBeCloseTo(0.8 * CELL_SIZE);
  });

  it('places the same digit always alike, and a dot without trouble', () => {
    expect(placeDigit(tall)).toEqual(placeDigit(tall));
    const [dot] = placeDigit({ id: 'dot', label: 1, strokes: [[[3, 3]]] });
    expect(dot?.every(Number.isFinite)).toBe(true);
  });
});
