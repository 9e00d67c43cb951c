import { expect, it } from 'vitest';
import { freestCorner } from './freest-corner';

const stroke = (...points: [x: number, y: number][]) => ({
  width: 20,
  points: points.flatMap(([x, y]) => [x, y, 0.5, 0]),
});

it('is the top right one, unless ink lies there', () => {
  expect(freestCorner([], 0.3, 0.3)).toEqual({ corner: 'top-right', isFree: true });
  expect(freestCorner([stroke([140, 40], [140, 240])], 0.3, 0.3).corner).toBe('top-right');
  expect(freestCorner([stroke([260, 20])], 0.3, 0.3).corner).toBe('top-left');
  expect(freestCorner([stroke([20, 20], [140, 30], [260, 20])], 0.3, 0.3).corner).toBe('bottom-right');
});

it('has least ink where no corner is free', () => {
  const around = stroke([260, 20], [250, 30], [20, 20], [25, 30], [260, 260], [20, 260], [30, 250]);
  expect(freestCorner([around], 0.3, 0.3)).toEqual({ corner: 'bottom-right', isFree: false });
});

it('counts the pen’s breadth', () => {
  const beside = stroke([190, 20]);
  expect(freestCorner([beside], 0.3, 0.3).corner).toBe('top-left');
});
