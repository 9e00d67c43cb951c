import type { Ink, Operation } from '@inkroom/shared';
import { nanoid } from 'nanoid';

/** A short stroke, told apart by its first point. */
export function ink(x = 100): Ink {
  return { width: 23, points: [x, 40.5, 0.5, 0, x + 3.1, 120, 0.62, 16, x + 4, 200, 0.5, 33] };
}

/** A stroke of so many points, which goes round and round. */
export function longInk(count: number, x = 100): Ink {
  const point = (i: number) => [
    Math.round(10 * (x + 60 * Math.cos(i / 5))) / 10,
    Math.round(10 * (140 + 90 * Math.sin(i / 7))) / 10,
    0.5,
    i * 8,
  ];
  return { width: 23, points: Array.from({ length: count }, (_, i) => point(i)).flat() };
}

/** An operation that adds a stroke. @param points how many it has; three when left out */
export function addStroke(
  cell: number,
  { id = nanoid(), page = 1, x = 100, points = 0 } = {},
): Operation & { kind: 'stroke.add' } {
  return { kind: 'stroke.add', page, stroke: { id, cell, ...(points > 0 ? longInk(points, x) : ink(x)) } };
}
