import { describe, expect, it } from 'vitest';
import { weightValues } from './weight-values.js';

const weightSpecs = [
  { name: 'a', shape: [2, 2], dtype: 'float32' as const },
  { name: 'b', shape: [1], dtype: 'float32' as const },
];

describe('weightValues', () => {
  it('cuts the bytes into weights wherever they lie in memory', () => {
    const memory = new Uint8Array(1 + 5 * 4);
    const view = new DataView(memory.buffer);
    for (let i = 0; i < 5; i++) view.setFloat32(1 + 4 * i, i + 1, true);
    const weights = weightValues({ weightSpecs, weights: memory.subarray(1) });
    expect(weights.map((weight) => [...weight])).toEqual([[1, 2, 3, 4], [5]]);
  });

  it('refuses weights of the wrong length', () => {
    expect(() => weightValues({ weightSpecs, weights: new Uint8Array(16) })).toThrow(RangeError);
  });
});
