import type { CellIndex } from '@inkroom/shared';

export interface StrokeStart {
  /** The cell in which the pen came down. */
  cell: CellIndex;
  /** Pen width in cell units; the default pen when left out. */
  width?: number;
}

/** One stroke in the making: its points go out as they come, `end()` makes it durable. */
export interface StrokeWriter {
  /**
   * Adds points as they come from the pen.
   * @param points flat list of x, y (cell units from the cell's top left corner), pressure 0..1, t (ms since the stroke's
   *   first point); rounded and held within the allowed reach here
   */
  add(points: readonly number[]): void;
  /** Pen up. @returns ids of the durable strokes: more than one when it was too long for one, none when it had no point */
  end(): string[];
  /** Gives it up: it disappears everywhere, unless a part of it was already too long and became durable. */
  cancel(): void;
}
