import type { Ink, Operation } from '@inkroom/shared';
import { nanoid } from 'nanoid';

/** A short stroke, told apart by its first point. */
export function ink(x = 100): Ink {
  return { width: 23, points: [x, 40.5, 0.5, 0, x + 3.1, 120, 0.62, 16, x + 4, 200, 0.5, 33] };
}

/** An operation that adds a stroke. */
export function addStroke(cell: number, { id = nanoid(), page = 1, x = 100 } = {}): Operation & { kind: 'stroke.add' } {
  return { kind: 'stroke.add', page, stroke: { id, cell, ...ink(x) } };
}
