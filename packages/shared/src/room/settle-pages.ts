import { cellCount, PAGE_ROWS } from '../page.js';
import { fail, ok, type Result } from '../result.js';
import type { Case, Of } from './context.js';
import type { Effect } from './effects.js';
import { freeCells, isUnwritten, lastPage, pageOf } from './state.js';

export function growPage({ page }: Of<'page.grow'>, { state, limits }: Case): Result<Effect> {
  const max = limits.pageRowsMax;
  const { rows } = pageOf(state, page);
  return rows < max ? ok({ kind: 'page.grow', page, rows: rows + 1 }) : fail('page_too_tall', { max });
}

/** Begins a page after the last one, or the last one anew where nobody has written on it. */
export function beginPage({ columns }: Of<'page.begin'>, on: Case): Result<Effect> {
  const { state, who, limits } = on;
  const last = lastPage(state);
  const page = pageOf(state, last);
  const isFull = page.rows >= limits.pageRowsMax && freeCells(page) === 0;
  if (who.role !== 'host' && !isFull) return fail('host_only', { operation: 'page.begin' });
  const number = isUnwritten(page) ? last : last + 1;
  if (!state.pages[number] && Object.keys(state.pages).length >= limits.pagesMax)
    return fail('too_many_pages', { max: limits.pagesMax });
  // Ink that is on its way to the page that is begun anew has to find its cell.
  const cells = number === last ? cellCount(page) : 0;
  const rows = Math.min(limits.pageRowsMax, Math.max(PAGE_ROWS, Math.ceil(cells / columns)));
  return ok({ kind: 'page.begin', page: number, columns, rows, turned: turnedBy(on) });
}

/** Who opens a page instead of the one that is open. */
export function turnedBy({ state, who, now }: Case): { by: string; at: number; from: number } {
  return { by: who.id, at: now, from: state.page };
}
