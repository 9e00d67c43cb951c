import type { CellIndex } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Limits } from '../protocol/limits.js';
import type { Page } from '../protocol/room.js';
import { fail, ok, type Result } from '../result.js';
import { storedInk } from '../stored-ink.js';
import type { Case, Of } from './context.js';
import type { Effect } from './effects.js';
import { nearestFree, rowsFor } from './free-cells.js';
import { roomFor } from './giving-way.js';
import { holdsMuch, mayBegin, mayRemove } from './rights.js';
import { dictatedIn } from './settle-challenge.js';
import { clearing } from './settle-clearings.js';
import { labelledAgain, withoutSample } from './settle-labels.js';
import { emptyCell, freeCells, pageOf } from './state.js';
import { authorOf, strokeIdOf } from './stroke-id.js';

export function addStroke({ page: number, stroke }: Of<'stroke.add'>, on: Case): Result<Effect> {
  const { state, ledger, opId, who, limits } = on;
  const id = strokeIdOf(who.id, stroke.id);
  const page = pageOf(state, number);
  const target = cellFor(page, stroke, who.id, limits);
  const cell = page.cells[target.cell] ?? emptyCell();
  const known = ledger?.ink.get(id);
  // Ink that only samples name may come back to where it was: its author takes back that they took it away.
  const isElsewhere = known && (known.page !== number || known.cell !== target.cell);
  // A page may keep a great many cleared strokes: what the room has no ink of is none of them.
  const isCleared = (known || !ledger) && page.cleared.some((one) => one.cells.some((of) => of.strokes.includes(id)));
  if (isElsewhere || isCleared || cell.strokes.includes(id)) return fail('stroke_exists', { id });
  const begins = cell.strokes.length === 0;
  if (begins && !mayBegin(page, who, limits)) return fail('too_many_cells');
  const max = limits.cellStrokesMax;
  if (cell.strokes.length >= max) return fail('cell_full', { max });
  // Ink that is kept comes back unchanged, or the store refuses it.
  const bytes = ledger ? { [id]: known?.bytes ?? storedInk(stroke).length } : undefined;
  const room = ledger && !known ? roomFor(bytes![id]!, number, on, ledger) : ok([]);
  if (!room.ok) return room;
  const { facts, ...again } = labelledAgain(on, number, target.cell, [...cell.strokes, id], opId, bytes);
  const grows = begins && !holdsMuch(page, who, limits.pageHeldShare);
  const dictated = begins ? dictatedIn(number, on) : null;
  const rows = Math.max(target.rows, grows ? rowsFor(page, freeCells(page) - 1, limits) : page.rows);
  return ok({
    kind: 'stroke.add',
    id,
    page: number,
    cell: target.cell,
    revision: cell.revision + 1,
    ...(rows > page.rows ? { rows } : {}),
    ...(room.value.length > 0 ? { gaveWay: room.value } : {}),
    ...(dictated ? { dictated } : {}),
    ...again,
    ...(bytes ? { facts: { ...facts, bytes } } : {}),
  });
}

/**
 * Where a stroke goes: to its cell, unless its author found that one empty and somebody else was faster. Then their digit goes to the
 * nearest free one, and its further strokes follow the first.
 */
function cellFor(
  page: Page,
  { id, cell, begunWith }: Of<'stroke.add'>['stroke'],
  authorId: string,
  limits: Pick<Limits, 'pageRowsMax'>,
): { cell: CellIndex; rows: number } {
  const asked = { cell, rows: page.rows };
  const strokes = page.cells[cell]?.strokes ?? [];
  if (begunWith === undefined || strokes.length === 0 || strokes.some((other) => authorOf(other) === authorId))
    return asked;
  const first = strokeIdOf(authorId, begunWith);
  const moved =
    begunWith === id
      ? undefined
      : Object.keys(page.cells).find((at) => page.cells[Number(at)]!.strokes.includes(first));
  if (moved !== undefined) return { cell: Number(moved), rows: page.rows };
  return nearestFree(page, cell, limits) ?? asked;
}

export function removeStrokes(op: Of<'stroke.remove'>, on: Case): Result<Effect> {
  const { state, who } = on;
  const wanted = new Set(op.ids);
  // Those that are gone already are passed over.
  const ids = (pageOf(state, op.page).cells[op.cell] ?? emptyCell()).strokes.filter((id) => wanted.has(id));
  const refused = ids.find((id) => !mayRemove(who, id));
  if (refused) return fail('not_your_stroke', { id: refused });
  if (ids.length === 0) return fail('stroke_not_found');
  if (ids.every((id) => authorOf(id) === who.id)) return ok(removal(op, ids, on));
  return ok(clearing(op.page, [[op.cell, ids]], on));
}

/** Takes one's own strokes back: the sample follows what is left of the cell, and goes with the last of them. */
function removal({ page, cell: index }: Of<'stroke.remove'>, ids: StrokeId[], on: Case): Effect {
  const cell = pageOf(on.state, page).cells[index]!;
  const left = cell.strokes.filter((id) => !ids.includes(id));
  const effect = { kind: 'stroke.remove' as const, page, cell: index, ids, revision: cell.revision + 1 };
  if (left.length > 0) return { ...effect, ...labelledAgain(on, page, index, left, on.opId) };
  return { ...effect, ...withoutSample(on, cell.label) };
}
