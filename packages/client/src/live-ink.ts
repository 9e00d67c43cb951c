import type { CellIndex } from '@inkroom/shared';

/** Somebody's stroke while it is being drawn. */
export interface UnfinishedStroke {
  by: string;
  cell: CellIndex;
  width: number;
  /** Flat x, y, pressure, t in cell units, see `Ink`. */
  points: readonly number[];
  /** When its newest points came, ms since the epoch. */
  at: number;
}

/** Somebody's pointer, in sheet units. */
export interface Cursor {
  x: number;
  y: number;
  /** When it last moved, ms since the epoch. */
  at: number;
}

export interface LiveInkView {
  /** Unfinished strokes of others by stroke id. */
  strokes: ReadonlyMap<string, UnfinishedStroke>;
  /** Pointers of others by person id. */
  cursors: ReadonlyMap<string, Cursor>;
}

/**
 * What moves thirty times a second: kept apart from `RoomView`, so that drawing it never makes a page's other parts
 * render. `get()` answers the same object until something changed, as `useSyncExternalStore` wants it.
 */
export interface LiveInk {
  get(): LiveInkView;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
}
