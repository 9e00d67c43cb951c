import { describe, expect, it } from 'vitest';
import { strokesUnder, touchesStroke } from './hit-test';

const stroke = {
  id: 'stroke-one',
  authorId: 'author-1',
  cell: 9,
  width: 20,
  points: [100, 100, 0.5, 0, 200, 100, 0.5, 50],
};

const size = { columns: 8, rows: 5 };

describe('hit test', () => {
  it('finds a stroke under a standing eraser, pen width included', () => {
    expect(touchesStroke(stroke, { x: 150, y: 114 }, { x: 150, y: 114 }, 5)).toBe(true);
    expect(touchesStroke(stroke, { x: 150, y: 116 }, { x: 150, y: 116 }, 5)).toBe(false);
  });

  it('finds a stroke that a fast eraser crossed between two events', () => {
    expect(touchesStroke(stroke, { x: 150, y: -200 }, { x: 150, y: 400 }, 1)).toBe(true);
  });

  it('finds a single dot', () => {
    expect(touchesStroke({ ...stroke, points: [50, 50, 0.5, 0] }, { x: 55, y: 50 }, { x: 55, y: 50 }, 1)).toBe(true);
  });

  it('finds ink that runs over into another cell', () => {
    const strokesOf = () => [{ ...stroke, points: [100, 100, 0.5, 0, 400, 100, 0.5, 50] }];
    const inNextCell = { x: 280 + 380, y: 280 + 100 };
    expect(strokesUnder(strokesOf, size, [9], inNextCell, inNextCell, 4, 560).map((hit) => hit.stroke.id)).toEqual([
      'stroke-one',
    ]);
    expect(strokesUnder(strokesOf, size, [9], { x: 20, y: 20 }, { x: 20, y: 20 }, 4, 560)).toEqual([]);
    // The same cell lies elsewhere on a page of more columns.
    expect(strokesUnder(strokesOf, { columns: 12, rows: 5 }, [9], inNextCell, inNextCell, 4, 560)).toEqual([]);
  });
});
