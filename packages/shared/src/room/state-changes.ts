import { type CellIndex, cellCount } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Clearing, Page, RoomState } from '../protocol/room.js';
import { pageOf } from './state.js';

/** A stroke in a cell that one of two states has there and the other has not. */
export interface CellStroke {
  id: StrokeId;
  page: number;
  cell: CellIndex;
}

/** The pages that are not the same object as before, those that are gone too. */
export function changedPages(before: RoomState, after: RoomState): number[] {
  if (before.pages === after.pages) return [];
  const gone = Object.keys(before.pages).filter((page) => !after.pages[Number(page)]);
  return [...Object.keys(after.pages), ...gone].map(Number).filter((page) => before.pages[page] !== after.pages[page]);
}

/** The cells of a page that are not the same object as before. */
export function changedCells(before: Page | undefined, after: Page): CellIndex[] {
  const changed: CellIndex[] = [];
  // By number and without a list: this is asked several times for each operation, and a page may have hundreds of cells.
  const count = cellCount(after);
  for (let cell = 0; cell < count; cell++)
    if (after.cells[cell] && before?.cells[cell] !== after.cells[cell]) changed.push(cell);
  return changed;
}

/** Which strokes came into cells and went out of them between two states of a room. */
export function strokeChanges(before: RoomState, after: RoomState): { added: CellStroke[]; removed: CellStroke[] } {
  const added: CellStroke[] = [];
  const removed: CellStroke[] = [];
  for (const page of changedPages(before, after)) {
    const [then, now] = [pageOf(before, page), pageOf(after, page)];
    for (const cell of changedCells(then, now)) added.push(...missing(page, cell, now, then));
    for (const cell of changedCells(now, then)) removed.push(...missing(page, cell, then, now));
  }
  return { added, removed };
}

/** The strokes of a cell that another state of its page has not got there. */
function missing(page: number, cell: CellIndex, from: Page, other: Page): CellStroke[] {
  const [strokes, others] = [from.cells[cell]?.strokes ?? [], other.cells[cell]?.strokes];
  if (others === strokes) return [];
  const known = new Set(others);
  return strokes.filter((id) => !known.has(id)).map((id) => ({ id, page, cell }));
}

/**
 * What became of a page's clearings between two states of it: those that are not there any more as they were, and those that were not
 * there before as they are. One of which something came back is both.
 */
export function clearingChanges(before: Page | undefined, after: Page): { gone: Clearing[]; made: Clearing[] } {
  const [gone, made]: [Clearing[], Clearing[]] = [[], []];
  const [then, now] = [before?.cleared ?? [], after.cleared];
  if (then === now) return { gone, made };
  // Both are in the order of the log, and a page may keep a great many: this is asked with each operation.
  let [i, j] = [0, 0];
  for (;;) {
    while (i < then.length && then[i] === now[j]) {
      i++;
      j++;
    }
    const [was, is] = [then[i], now[j]];
    if (!was && !is) return { gone, made };
    const isGone = was && (!is || was.seq <= is.seq);
    const isMade = is && (!was || is.seq <= was.seq);
    if (isGone) gone.push(was);
    if (isMade) made.push(is);
    if (isGone) i++;
    if (isMade) j++;
  }
}
