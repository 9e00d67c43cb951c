import type { RunPoint } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { CurveThinner } from './curve-thinner.js';

function curve(count: number, every: number): RunPoint[] {
  return Array.from({ length: count }, (_, i) => ({
    step: (i + 1) * every,
    epoch: i / count,
    loss: count - i,
    accuracy: i / count,
  }));
}

describe('CurveThinner', () => {
  it('leaves a short run as it is', () => {
    const points = curve(50, 10);
    expect(new CurveThinner(100).add(points, 500)).toEqual(points);
  });

  it('keeps a long run within the limit, from its beginning to its end', () => {
    const thinner = new CurveThinner(100);
    const points = curve(5000, 2).flatMap((point) => thinner.add([point], 10_000));
    expect(points.length).toBeLessThanOrEqual(100);
    expect(points.length).toBeGreaterThan(90);
    expect(points[0]!.step).toBeLessThanOrEqual(100);
    expect(points.at(-1)!.step).toBe(10_000);
  });

  it('merges points into the mean over their steps', () => {
    const thinner = new CurveThinner(1);
    const points = thinner.add(
      [
        { step: 30, epoch: 0.3, loss: 4, accuracy: 0 },
        { step: 40, epoch: 0.4, loss: 0, accuracy: 1 },
      ],
      40,
    );
    expect(points).toEqual([{ step: 40, epoch: 0.4, loss: 3, accuracy: 0.25 }]);
  });
});
