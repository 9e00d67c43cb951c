import { cellCount, PAGE_ROWS } from '../page.js';
import { fail, ok, type Result } from '../result.js';
import type { Case, Of } from './context.js';
import type { Effect } from './effects.js';
import { freeCells, isUnwritten, lastPage, pageNumbers, pageOf } from './state.js';

export function growPage({ page }: Of<'page.grow'>, { state, limits }: Case): Result<Effect> {
  const max = limits.pageRowsMax;
  const { rows } = pageOf(state, page);
  return rows < max ? ok({ kind: 'page.grow', page, rows: rows + 1 }) : fail('page_too_tall', { max });
}

/** Begins a page after the last one, or the last one anew where nobody has written on it. */
export function beginPage({ columns }: Of<'page.begin'>, on: Case): Result<Effect> {
  const { state, who, limits } = on;
  const last = lastPage(state);
  const numbers = pageNumbers(state);
  const page = pageOf(state, numbers.at(-1)!);
  const isFull = page.rows >= limits.pageRowsMax && freeCells(page) === 0;
  if (who.role !== 'host' && !isFull) return fail('host_only', { operation: 'page.begin' });
  const isAnew = isUnwritten(page);
  const number = isAnew ? numbers.at(-1)! : last + 1;
  // Deleted pages wait for being restored: with them there may be twice as many.
  const max = limits.pagesMax;
  if (!isAnew && (numbers.length >= max || Object.keys(state.pages).length >= 2 * max))
    return fail('too_many_pages', { max });
  // Ink that is on its way to the page that is begun anew has to find its cell.
  const cells = isAnew ? cellCount(page) : 0;
  const rows = Math.min(limits.pageRowsMax, Math.max(PAGE_ROWS, Math.ceil(cells / columns)));
  return ok({ kind: 'page.begin', page: number, columns, rows, turned: turnedBy(on) });
}

/** Who opens a page instead of the one that is open. */
export function turnedBy({ state, who, now }: Case): { by: string; at: number; from: number } {
  return { by: who.id, at: now, from: state.page };
}

/** Where the open page is deleted, the one before it is opened, or the next one. */
export function deletePage({ page }: Of<'page.delete'>, on: Case): Result<Effect> {
  const { state, who, now } = on;
  const others = pageNumbers(state).filter((other) => other !== page);
  if (others.length === 0) return fail('only_page');
  const deleted = { by: who.id, at: now };
  if (page !== state.page) return ok({ kind: 'page.delete', page, deleted });
  const next = others.findLast((other) => other < page) ?? others[0]!;
  return ok({ kind: 'page.delete', page, deleted, opened: { page: next, turned: turnedBy(on) } });
}
