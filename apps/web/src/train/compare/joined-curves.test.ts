import { describe, expect, it } from 'vitest';
import type { CurveData } from '../curves/curve-data';
import { joinCurves } from './joined-curves';

describe('joinCurves', () => {
  it('joins curves on one axis', () => {
    const a: CurveData = [
      [1, 2],
      [9, 9],
      [0.5, 0.4],
      [null, 0.3],
    ];
    const b: CurveData = [
      [2, 3],
      [9, 9],
      [0.8, 0.7],
      [null, null],
    ];
    expect(joinCurves([a, b])).toEqual([
      [1, 2, 3],
      [0.5, 0.4, null],
      [null, 0.3, null],
      [null, 0.8, 0.7],
      [null, null, null],
    ]);
  });
});
