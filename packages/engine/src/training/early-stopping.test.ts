import { describe, expect, it } from 'vitest';
import { EarlyStopping } from './early-stopping.js';

const weights = (value: number) => [Float32Array.of(value)];

describe('EarlyStopping', () => {
  it('stops after so many epochs without a better loss, and knows the best weights', () => {
    const stopping = new EarlyStopping(2);
    const losses = [0.5, 0.3, 0.4, 0.35];
    expect(losses.map((loss, i) => stopping.observe(i + 1, loss, weights(i + 1)))).toEqual([false, false, false, true]);
    expect(stopping.best).toMatchObject({ epoch: 2, loss: 0.3, weights: weights(2) });
  });

  it('goes on counting where another process stopped', () => {
    const stopping = new EarlyStopping(2, { epoch: 2, loss: 0.3, weights: weights(2) });
    expect(stopping.isOver(3)).toBe(false);
    expect(stopping.observe(4, 0.31, weights(4))).toBe(true);
    expect(stopping.best?.epoch).toBe(2);
  });
});
