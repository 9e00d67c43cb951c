import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, limitVariable, readLimits } from './limits.js';

describe('readLimits', () => {
  it('takes the stated value when nothing overrides it', () => {
    expect(readLimits({}).strokePointsMax).toBe(DEFAULT_LIMITS.strokePointsMax);
  });
  it('is overridden by the environment', () => {
    expect(limitVariable('strokePointsMax')).toBe('INKROOM_STROKE_POINTS_MAX');
    expect(readLimits({ INKROOM_STROKE_POINTS_MAX: '12' }).strokePointsMax).toBe(12);
  });
  it.each(['many', '0', '-1', 'Infinity'])('refuses %s, so that a typo never lifts a limit', (value) => {
    expect(() => readLimits({ INKROOM_STROKE_POINTS_MAX: value })).toThrow('INKROOM_STROKE_POINTS_MAX');
  });
  it('lets the largest stroke fit into one message', () => {
    const longest = Array.from({ length: DEFAULT_LIMITS.strokePointsMax }, () => [
      -559.9, -559.9, 0.55, 999_999,
    ]).flat();
    expect(JSON.stringify(longest).length).toBeLessThan(DEFAULT_LIMITS.messageBytesMax);
  });
});
