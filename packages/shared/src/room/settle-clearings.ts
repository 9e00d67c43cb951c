import type { CellIndex } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { CellLabel, Clearing, Page } from '../protocol/room.js';
import { fail, ok, type Result } from '../result.js';
import type { Case, Of } from './context.js';
import type { Effect } from './effects.js';
import { nearestFree, rowsFor } from './free-cells.js';
import { opinionsOf } from './opinions.js';
import { Relabelling } from './relabelling.js';
import { mayBegin, mayRemove } from './rights.js';
import { stillStands } from './standing.js';
import { emptyCell, freeCells, pageOf, strokesCleared } from './state.js';
import { authorOf } from './stroke-id.js';

/** Clears a page or a cell, of all ink that one may take away, or of one person's. */
export function clearInk({ page: number, cell, personId }: Of<'ink.clear'>, on: Case): Result<Effect> {
  const page = pageOf(on.state, number);
  const indices = cell === undefined ? Object.keys(page.cells).map(Number) : [cell];
  const written = indices.flatMap((index): Taken[] => {
    const strokes = page.cells[index]?.strokes ?? [];
    const theirs = personId === undefined ? strokes : strokes.filter((id) => authorOf(id) === personId);
    return theirs.length > 0 ? [[index, theirs]] : [];
  });
  if (written.length === 0) return fail('cell_empty');
  const taken = written
    .map(([index, ids]): Taken => [index, ids.filter((id) => mayRemove(on.who, id))])
    .filter(([, ids]) => ids.length > 0);
  return taken.length > 0 ? ok(clearing(number, taken, on)) : fail('not_your_stroke');
}

/** Brings back what was cleared: to where it was, or into a free cell where that is in use. */
export function restoreInk({ page: number, clearing: id }: Of<'ink.restore'>, on: Case): Result<Effect> {
  const { state, ledger, who, limits } = on;
  const page = pageOf(state, number);
  const found = page.cleared.find((one) => one.id === id);
  if (!found) return fail('nothing_to_restore');
  const isAll = who.role === 'host' || found.by === who.id;
  const owned = found.cells
    .map((one) => {
      const strokes = one.strokes.filter((stroke) => isAll || authorOf(stroke) === who.id);
      return { ...one, strokes, label: strokes.length === one.strokes.length ? one.label : null };
    })
    .filter(({ strokes }) => strokes.length > 0);
  if (owned.length === 0) return fail('not_your_stroke');

  const again = new Relabelling(on);
  const cells: Extract<Effect, { kind: 'ink.restore' }>['cells'] = [];
  /** The page with what has come back so far. */
  const after = { ...page, cells: { ...page.cells } };
  let refusal = fail('page_too_tall', { max: limits.pageRowsMax });
  const isInUse = ({ cell, strokes, isWhole }: Clearing['cells'][number]) => {
    const there = page.cells[cell]?.strokes.length ?? 0;
    return isWhole ? there > 0 : there + strokes.length > limits.cellStrokesMax;
  };
  // What can go back to where it was goes first: what is moved takes no cell from it.
  for (const one of [...owned.filter((other) => !isInUse(other)), ...owned.filter(isInUse)]) {
    const { cell: from, strokes, label } = one;
    const free = isInUse(one) ? nearestFree(after, from, limits) : { cell: from, rows: after.rows };
    if (!free) break;
    const target = page.cells[free.cell] ?? emptyCell();
    if (target.strokes.length === 0 && !mayBegin(after, who, limits)) {
      refusal = fail('too_many_cells');
      continue;
    }
    after.rows = free.rows;
    // A label whose sample was withdrawn meanwhile went with it.
    const isKept = label && (!ledger || label.sampleId === null || ledger.samples.has(label.sampleId));
    const now = [...target.strokes, ...strokes];
    const former = target.strokes.length > 0 ? target.label : isKept ? label : null;
    // Who hosts may be another by now.
    const isAsItWas =
      target.strokes.length === 0 && former?.sampleId !== null && stillStands(former, now, state, limits);
    const said = former && !isAsItWas ? again.cell(number, free.cell, now, opinionsOf(former), former) : former;
    cells.push({ from, cell: free.cell, strokes, revision: target.revision + 1, label: said });
    after.cells[free.cell] = { ...target, strokes: now };
  }
  if (cells.length === 0) return refusal;
  const rows = rowsFor(after, freeCells(after), limits);
  const grown = rows > page.rows ? { rows } : {};
  return ok({ kind: 'ink.restore', page: number, clearing: id, cells, ...grown, ...again.rest });
}

/** Strokes that are taken out of a cell; at least one. */
type Taken = [cell: CellIndex, ids: readonly StrokeId[]];

/** Takes strokes away so that they can be restored. Samples of cells that are empty now stay; others follow what is left. */
export function clearing(number: number, taken: readonly Taken[], on: Case): Effect {
  const { opId, who, now } = on;
  const page = pageOf(on.state, number);
  const again = new Relabelling(on);
  const labels: Record<CellIndex, CellLabel> = {};
  const cells = taken.map(([index, ids]) => {
    const { strokes, label } = page.cells[index]!;
    const gone = new Set(ids);
    const left = strokes.filter((id) => !gone.has(id));
    if (label && left.length > 0) labels[index] = again.cell(number, index, left, opinionsOf(label), label);
    return { cell: index, strokes: ids, label: left.length > 0 ? null : label, isWhole: left.length === 0 };
  });
  const made: Clearing = { id: opId, by: who.id, seq: on.state.seq + 1, at: now, cells };
  const forgotten = tooOld(page, made, on.limits.clearingsKept);
  return {
    kind: 'ink.clear',
    page: number,
    clearing: made,
    revisions: taken.map(([index]) => page.cells[index]!.revision + 1),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(forgotten.length > 0 ? { forgotten } : {}),
    ...again.rest,
  };
}

/** Somebody's earlier clearings of nobody's ink but their own, where they have more than are kept. Others' ink is never forgotten (R10). */
function tooOld(page: Page, made: Clearing, kept: number): string[] {
  if (!isOwn(made, made.by)) return [];
  const earlier = ownClearings(page, made.by).map(({ id }) => id);
  return earlier.slice(0, Math.max(0, earlier.length + 1 - kept));
}

/** What somebody has cleared of nobody's ink but their own. */
export function ownClearings({ cleared }: Page, personId: string): Clearing[] {
  const own: Clearing[] = [];
  // Not by `filter`, which makes room for all of them first: a crowd's page keeps thousands.
  for (const one of cleared) if (isOwn(one, personId)) own.push(one);
  return own;
}

function isOwn(clearing: Clearing, personId: string): boolean {
  return clearing.by === personId && strokesCleared(clearing).every((stroke) => authorOf(stroke) === personId);
}
