import type { CellIndex } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Cell } from '../protocol/room.js';
import { fail, ok, type Result } from '../result.js';
import type { Case, Of } from './context.js';
import type { Effect } from './effects.js';
import { bytesOf, counted, type Labelled, labelled, samplesFull } from './sampling.js';
import { emptyCell, pageOf } from './state.js';
import { authorOf } from './stroke-id.js';

export function labelCell(op: Of<'cell.label'>, on: Case): Result<Effect> {
  const { kind, page, cell: index, label } = op;
  const { state, ledger, opId, who, now, limits } = on;
  const cell = pageOf(state, page).cells[index] ?? emptyCell();
  if (cell.strokes.length === 0) return fail('cell_empty');
  if (label === null) return ok({ kind, page, cell: index, label: null, ...withoutSample(on, cell) });
  const hasSample = Boolean(cell.label?.sampleId);
  const full = ledger && !hasSample && samplesFull(ledger, bytesOf(cell.strokes, ledger), limits);
  if (full) return fail('too_many_samples', full);
  const given = { value: label, by: who.id, at: now };
  const labelledCell = { page, cell: index, strokes: cell.strokes, opId, given };
  return ok({ kind, page, cell: index, ...labelled(state, ledger, labelledCell, limits) });
}

/** What of an effect comes of taking a cell's sample away, if it has one. */
export function withoutSample({ state, ledger }: Case, { label }: Cell): Partial<Labelled> {
  const sampleId = label?.sampleId;
  const sample = sampleId ? ledger?.samples.get(sampleId) : undefined;
  if (!sampleId || !sample) return {};
  return { samples: counted(state.samples, sample, null), facts: { samples: { [sampleId]: null } } };
}

/**
 * After the strokes of a cell have changed: what was said of it is said of what is there now.
 * @param sampleId names a new sample
 * @param ink bytes of ink that is not in the ledger yet
 */
export function labelledAgain(
  { state, ledger, limits }: Case,
  page: number,
  cell: CellIndex,
  strokes: readonly StrokeId[],
  sampleId: string,
  ink?: Record<StrokeId, number>,
): Partial<Labelled> {
  const label = pageOf(state, page).cells[cell]?.label;
  if (!label || !ledger) return {};
  const { sampleId: _former, ...given } = label;
  return labelled(state, ledger, { page, cell, strokes, opId: sampleId, given, ...(ink ? { ink } : {}) }, limits);
}

/**
 * A label goes with its sample, or the sample would come again with the cell's next stroke; and one that made none goes with whoever
 * made it.
 */
export function withdrawSamples({ personId, role }: Of<'samples.withdraw'>, { state, ledger }: Case): Result<Effect> {
  const gone = new Set<string>();
  let counts = state.samples;
  for (const [id, sample] of ledger?.samples.entries() ?? []) {
    const isTheirs =
      role === 'labelled' ? sample.labelledBy === personId : sample.strokes.some((id) => authorOf(id) === personId);
    if (!isTheirs) continue;
    gone.add(id);
    counts = counted(counts, sample, null);
  }
  const isGone = ({ label }: Cell) => {
    if (!label) return false;
    return (label.sampleId !== null && gone.has(label.sampleId)) || (role === 'labelled' && label.by === personId);
  };
  const cells = Object.entries(state.pages).flatMap(([page, { cells: ofPage }]) =>
    Object.entries(ofPage).flatMap(([index, cell]): [number, number][] =>
      isGone(cell) ? [[Number(page), Number(index)]] : [],
    ),
  );
  if (gone.size === 0 && cells.length === 0) return fail('samples_not_found');
  const facts = { samples: Object.fromEntries([...gone].map((id) => [id, null])) };
  const effect = { kind: 'samples.withdraw' as const, personId, role, count: gone.size, cells, samples: counts };
  return ok(ledger ? { ...effect, facts } : effect);
}
