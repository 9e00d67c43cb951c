import { describe, expect, it } from 'vitest';
import type { CurveData } from '../curves/curve-data';
import { joinCurves, together } from './joined-curves';

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

describe('together', () => {
  const curve = (...x: number[]): CurveData => [x, [], x.map((at) => 1 - at / 10), x.map(() => null)];

  it('makes room for the steep part while there is nothing else', () => {
    expect(together([curve(0.1, 0.2)])[2]).toEqual([0.99, 0.98]);
  });

  it('leaves the steep part out once a curve has got beyond it', () => {
    expect(together([curve(0.1, 0.2), curve(0.1, 1)])[2]).toEqual([0.9]);
  });
});
