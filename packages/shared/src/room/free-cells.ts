import { type CellIndex, cellCount, type PageSize } from '../page.js';
import type { Limits } from '../protocol/limits.js';
import type { Page } from '../protocol/room.js';

/**
 * The free cell nearest to another one, and how many rows the page has with it.
 * @returns null where the page has no free one and can grow no further
 */
export function nearestFree(
  page: Page,
  cell: CellIndex,
  { pageRowsMax }: Pick<Limits, 'pageRowsMax'>,
): { cell: CellIndex; rows: number } | null {
  const { columns, rows } = page;
  const distance = (other: CellIndex) =>
    Math.hypot((other % columns) - (cell % columns), Math.floor(other / columns) - Math.floor(cell / columns));
  const nearest = (from: CellIndex, to: CellIndex) => {
    let found: CellIndex | null = null;
    for (let other = from; other < to; other++) {
      if (page.cells[other]?.strokes.length) continue;
      if (found === null || distance(other) < distance(found)) found = other;
    }
    return found;
  };
  const count = cellCount(page);
  const here = nearest(0, count);
  if (here !== null) return { cell: here, rows };
  return rows < pageRowsMax ? { cell: nearest(count, count + columns)!, rows: rows + 1 } : null;
}

/** How many rows a page has to have, so that nobody looks for a free cell in vain. @param free how many there are */
export function rowsFor(
  { columns, rows }: PageSize,
  free: number,
  { pageRowsMax, pageFreeRows }: Pick<Limits, 'pageRowsMax' | 'pageFreeRows'>,
): number {
  const missing = Math.ceil(Math.max(0, pageFreeRows * columns - free) / columns);
  return Math.max(rows, Math.min(pageRowsMax, rows + missing));
}
