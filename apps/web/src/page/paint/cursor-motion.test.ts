import { describe, expect, it } from 'vitest';
import { cursorOpacity, follow, labelOpacity, revealPoints } from './cursor-motion';

describe('cursor motion', () => {
  it('goes as far in two short frames as in a long one', () => {
    const a = { x: 0, y: 0 };
    const b = { x: 0, y: 0 };
    const target = { x: 100, y: 50 };
    follow(a, target, 16);
    follow(a, target, 16);
    follow(b, target, 32);
    expect(a.x).toBeCloseTo(b.x);
    expect(a.x).toBeGreaterThan(30);
    expect(a.x).toBeLessThan(100);
  });

  it('arrives, and jumps where the way is long', () => {
    const shown = { x: 0, y: 0 };
    let frames = 0;
    while (follow(shown, { x: 60, y: 0 }, 16)) frames++;
    expect(shown.x).toBe(60);
    expect(frames).toBeLessThan(30);
    expect(follow(shown, { x: 2000, y: 0 }, 16)).toBe(false);
    expect(shown.x).toBe(2000);
  });

  it('reveals all received points within a few frames and never takes one back', () => {
    let shown = 0;
    let frames = 0;
    while (shown < 12 && frames < 20) {
      const next = revealPoints(shown, 12, 16);
      expect(next).toBeGreaterThan(shown);
      shown = next;
      frames++;
    }
    expect(shown).toBe(12);
    expect(frames).toBeGreaterThan(1);
    expect(frames).toBeLessThan(8);
  });

  it('fades the name before the pointer', () => {
    expect(labelOpacity(0)).toBe(1);
    expect(labelOpacity(4000)).toBe(0);
    expect(cursorOpacity(4000)).toBe(1);
    expect(cursorOpacity(60_000)).toBe(0);
  });
});
