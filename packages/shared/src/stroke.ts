import type { CellIndex } from './page.js';
import { authorOf, type StrokeId } from './room/stroke-id.js';

/** Numbers per point in a flat point list: x, y, pressure, t. */
export const POINT_STRIDE = 4;

/** Pen width of a new stroke in cell units: 2.3 of 28 pixels, the width of MNIST's ink. */
export const DEFAULT_STROKE_WIDTH = 23;

/** A stroke takes no longer than a day, ms. */
export const STROKE_MS_MAX = 24 * 3_600_000;

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
  return [tenth(x), tenth(y), hundredth(pressure), Math.round(t)];
}

/** A flat list of points as {@link quantisePoint} leaves each. */
export function quantisePoints(points: readonly number[]): number[] {
  const rounded = new Array<number>(points.length);
  for (let i = 0; i < points.length; i += POINT_STRIDE) {
    rounded[i] = tenth(points[i]!);
    rounded[i + 1] = tenth(points[i + 1]!);
    rounded[i + 2] = hundredth(points[i + 2]!);
    rounded[i + 3] = Math.round(points[i + 3]!);
  }
  return rounded;
}

// With a nought added, for JSON tells no minus of one.
const tenth = (value: number) => Math.round(value * 10) / 10 + 0;
const hundredth = (value: number) => Math.round(value * 100) / 100 + 0;
