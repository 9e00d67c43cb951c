import type { Ink } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { movedInk, UNMOVED } from './moved-ink';

/** From (100, 100) to (140, 180): its middle is (120, 140). */
const LINE: Ink = { width: 23, points: [100, 100, 0.5, 0, 140, 180, 0.7, 9] };
const move = (by: Partial<typeof UNMOVED>) =>
  movedInk([LINE], { ...UNMOVED, ...by })[0]!.points.map((value) => Math.round(value * 10) / 10);

describe('movedInk', () => {
  it('leaves a drawing as it is where nothing moves it, pressure and time always', () => {
    expect(move({})).toEqual(LINE.points);
  });

  it.each([
    ['to the right and down', { right: 30, down: -20 }, [130, 80, 0.5, 0, 170, 160, 0.7, 9]],
    ['about its middle to half its size', { size: 0.5 }, [110, 120, 0.5, 0, 130, 160, 0.7, 9]],
    ['about its middle by a right angle, clockwise', { turn: 90 }, [160, 120, 0.5, 0, 80, 160, 0.7, 9]],
  ])('moves it %s', (_, by, points) => {
    expect(move(by)).toEqual(points);
  });

  it('has nothing to move without ink', () => {
    expect(movedInk([], UNMOVED)).toEqual([]);
  });
});
