import { describe, expect, it } from 'vitest';
import { axisEnds, axisTicks, heightOf } from './curve-scale';

describe('the axes of curves', () => {
  it('keep every value within the same frame, whatever a run does', () => {
    for (const kind of ['loss', 'accuracy'] as const) {
      const [low, high] = axisEnds(kind);
      for (const value of [0, 1e-9, 0.1, 0.5, 0.999, 1, 2.3, 80_000, Number.POSITIVE_INFINITY]) {
        expect(heightOf(kind, value)).toBeGreaterThanOrEqual(low);
        expect(heightOf(kind, value)).toBeLessThanOrEqual(high);
      }
      for (const height of axisTicks(kind).keys()) {
        expect(height).toBeGreaterThanOrEqual(low);
        expect(height).toBeLessThanOrEqual(high);
      }
    }
  });

  it('tell 98 from 99 % as plainly as 80 from 90 %', () => {
    const step = (from: number, to: number) => heightOf('accuracy', to)! - heightOf('accuracy', from)!;
    expect(step(0.98, 0.99)).toBeCloseTo(step(0.8, 0.9), 6);
    expect(heightOf('loss', 0.01)! - heightOf('loss', 0.1)!).toBeCloseTo(
      heightOf('loss', 0.1)! - heightOf('loss', 1)!,
      6,
    );
  });

  it('leave out what is no number', () => {
    expect(heightOf('loss', Number.NaN)).toBeNull();
    expect(heightOf('accuracy', null)).toBeNull();
  });
});
