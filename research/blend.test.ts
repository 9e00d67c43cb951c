import { describe, expect, it } from 'vitest';
import { blendWeights } from './blend.ts';

const weights = (...lists: number[][]) => lists.map((list) => Float32Array.from(list));

describe('blendWeights', () => {
  it('lies between two models, as far from each as its share says', () => {
    const blended = blendWeights(weights([0, 4], [8]), weights([4, 0], [0]), 0.25);
    expect(blended).toEqual(weights([3, 1], [2]));
  });

  it('is one of them at either end', () => {
    const [a, b] = [weights([1, 2]), weights([3, 4])];
    expect(blendWeights(a, b, 1)).toEqual(a);
    expect(blendWeights(a, b, 0)).toEqual(b);
  });

  it('refuses models of other layers', () => {
    expect(() => blendWeights(weights([1]), weights([1, 2]), 0.5)).toThrow(RangeError);
    expect(() => blendWeights(weights([1]), weights([1], [2]), 0.5)).toThrow(RangeError);
  });
});
