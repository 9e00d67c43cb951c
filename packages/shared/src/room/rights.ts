import { cellCount } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Limits } from '../protocol/limits.js';
import type { Role } from '../protocol/people.js';
import type { Page } from '../protocol/room.js';
import { freeCells } from './state.js';
import { authorOf } from './stroke-id.js';

/** A host may take back anyone's strokes, everybody else their own. */
export function mayRemove(you: { id: string; role: Role }, stroke: StrokeId): boolean {
  return you.role === 'host' || (you.role === 'writer' && authorOf(stroke) === you.id);
}

/**
 * Whether somebody may write in an empty cell (R10): who has begun an eighth of a page's cells leaves its last quarter to others. A host
 * may write everywhere.
 */
export function mayBegin(
  page: Page,
  you: { id: string; role: Role },
  { pageHeldShare, pageKeptShare }: Pick<Limits, 'pageHeldShare' | 'pageKeptShare'>,
): boolean {
  return !holdsMuch(page, you, pageHeldShare) || freeCells(page) > cellCount(page) * pageKeptShare;
}

/** Whether somebody who is no host has begun so many of a page's cells that others come first. */
export function holdsMuch(page: Page, you: { id: string; role: Role }, share: number): boolean {
  if (you.role === 'host') return false;
  let begun = 0;
  for (const index in page.cells) {
    const first = page.cells[index]!.strokes[0];
    if (first !== undefined && authorOf(first) === you.id) begun++;
  }
  return begun >= cellCount(page) * share;
}
