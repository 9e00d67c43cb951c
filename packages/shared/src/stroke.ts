import type { CellIndex } from './page.js';
import type { StrokeId } from './protocol/ids.js';
import type { Ink } from './protocol/ink.js';
import { authorOf } from './room/stroke-id.js';

/** Pen width of a new stroke in cell units: 2.3 of 28 pixels, the width of MNIST's ink. */
export const DEFAULT_STROKE_WIDTH = 23;

/** A stroke of the log with its ink. */
export interface Stroke extends Ink {
  id: StrokeId;
  authorId: string;
  /** The cell in which the stroke starts; it belongs to that cell alone. */
  cell: CellIndex;
}

export function strokeOf(id: StrokeId, cell: CellIndex, { width, points }: Ink): Stroke {
  return { id, authorId: authorOf(id), cell, width, points };
}
