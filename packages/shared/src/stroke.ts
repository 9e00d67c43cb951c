import type { CellIndex } from './page.js';
import { authorOf, type StrokeId } from './room/stroke-id.js';

/** Numbers per point in a flat point list: x, y, pressure, t. */
export const POINT_STRIDE = 4;

/** Pen width of a new stroke in cell units: 2.3 of 28 pixels, the width of MNIST's ink. */
export const DEFAULT_STROKE_WIDTH = 23;

/** What a rasteriser needs of a stroke. */
export interface Ink {
  /**
   * Flat list of points: x and y in cell units from the cell's top left corner (they may run over its edge), pressure
   * 0..1 (0.5 where a device reports none), t in milliseconds since the stroke's first point.
   */
  points: number[];
  /** Pen width in cell units. */
  width: number;
}

/** A stroke of the log with its ink. */
export interface Stroke extends Ink {
  id: StrokeId;
  authorId: string;
  /** The cell in which the stroke starts; it belongs to that cell alone. */
  cell: CellIndex;
}

/** Ink by the id of its stroke: how it travels beside the state and the entries that name it. */
export type InkById = Record<StrokeId, Ink>;

export function strokeOf(id: StrokeId, cell: CellIndex, { width, points }: Ink): Stroke {
  return { id, authorId: authorOf(id), cell, width, points };
}

/**
 * Rounds a point for the wire: positions to a tenth of a cell unit (a hundredth of a pixel of 28), pressure to a
 * hundredth, time to a millisecond. Halves the bytes of a stroke without a visible change.
 */
export function quantisePoint(x: number, y: number, pressure: number, t: number): [number, number, number, number] {
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10, Math.round(pressure * 100) / 100, Math.round(t)];
}
