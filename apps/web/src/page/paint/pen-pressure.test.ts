import { describe, expect, it } from 'vitest';
import { pressures } from './pen-pressure';

function line(stepUnits: number, stepMs: number, pressure = 0.5): number[] {
  return Array.from({ length: 30 }, (_, i) => [i * stepUnits, 0, pressure, i * stepMs]).flat();
}

describe('pressures', () => {
  it('keeps what a pen measured', () => {
    const points = line(5, 8, 0.8);
    expect([...pressures(points)].every((pressure) => Math.abs(pressure - 0.8) < 1e-6)).toBe(true);
  });

  it('presses harder where the hand is slow and lighter where it is fast', () => {
    const slow = pressures(line(1, 10)).at(-1)!;
    const fast = pressures(line(40, 10)).at(-1)!;
    expect(slow).toBeGreaterThan(0.55);
    expect(fast).toBeLessThan(0.45);
    expect(slow).toBeLessThanOrEqual(0.72);
    expect(fast).toBeGreaterThanOrEqual(0.28);
  });

  it('does not change the beginning when more points come', () => {
    const points = line(7, 9);
    const part = pressures(points.slice(0, 40));
    const whole = pressures(points);
    for (let i = 0; i < part.length; i++) expect(part[i]).toBe(whole[i]);
  });

  it('stands points without any time', () => {
    expect([...pressures([0, 0, 0.5, 0, 9, 9, 0.5, 0])].every(Number.isFinite)).toBe(true);
  });
});
