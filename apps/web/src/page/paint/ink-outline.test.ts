import { describe, expect, it } from 'vitest';
import { overlaps, unite } from '../view/bounds';
import { inkBounds, inkOutline, traceOutline } from './ink-outline';

const curve = {
  width: 23,
  points: Array.from({ length: 40 }, (_, i) => [
    140 + 90 * Math.cos(i / 6),
    140 + 90 * Math.sin(i / 6),
    0.5,
    i * 10,
  ]).flat(),
};

describe('ink outline', () => {
  it('stays within its bounds, at full pressure too', () => {
    for (const pressure of [0.5, 1]) {
      const ink = { ...curve, points: curve.points.map((value, i) => (i % 4 === 2 ? pressure : value)) };
      const bounds = inkBounds(ink)!;
      const outline = inkOutline(ink, true);
      for (let i = 0; i < outline.length; i += 2) {
        expect(outline[i]).toBeGreaterThanOrEqual(bounds.left);
        expect(outline[i]).toBeLessThanOrEqual(bounds.right);
        expect(outline[i + 1]).toBeGreaterThanOrEqual(bounds.top);
        expect(outline[i + 1]).toBeLessThanOrEqual(bounds.bottom);
      }
    }
  });

  it('draws a dot for a single point', () => {
    const outline = inkOutline({ width: 20, points: [50, 50, 0.5, 0] }, true);
    expect(outline.length).toBeGreaterThan(8);
    for (let i = 0; i < outline.length; i += 2) {
      expect(Math.hypot(outline[i]! - 50, outline[i + 1]! - 50)).toBeLessThan(14);
    }
  });

  it('traces one closed curve through all of the outline', () => {
    const calls: string[] = [];
    const sink = {
      moveTo: () => calls.push('move'),
      quadraticCurveTo: (...values: number[]) => {
        expect(values.every(Number.isFinite)).toBe(true);
        calls.push('curve');
      },
      closePath: () => calls.push('close'),
    };
    const outline = inkOutline(curve, true);
    traceOutline(outline, sink);
    expect(calls[0]).toBe('move');
    expect(calls.at(-1)).toBe('close');
    expect(calls.filter((call) => call === 'curve')).toHaveLength(outline.length / 2);
  });

  it('has no bounds without points', () => {
    expect(inkBounds({ width: 23, points: [] })).toBeNull();
    const box = { left: 0, top: 0, right: 1, bottom: 1 };
    expect(unite(null, box)).toEqual(box);
    expect(overlaps(box, { left: 1, top: 0, right: 2, bottom: 1 })).toBe(false);
  });
});
