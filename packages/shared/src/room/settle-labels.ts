import type { SampleFacts } from '../datasets.js';
import type { CellIndex } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { GivenRole } from '../protocol/people.js';
import type { Cell, CellLabel, RoomState } from '../protocol/room.js';
import { fail, ok, type Result } from '../result.js';
import type { Case, Of } from './context.js';
import type { Effect } from './effects.js';
import { opinionOf, opinionsOf } from './opinions.js';
import { Relabelling } from './relabelling.js';
import { bytesOf, counted, type Labelled, labelled, samplesFull } from './sampling.js';
import { stillStands } from './standing.js';
import { emptyCell, pageOf } from './state.js';
import { authorOf } from './stroke-id.js';

/** Says what a cell holds, or takes back what one said of it oneself: what others say of it stays. */
export function labelCell(op: Of<'cell.label'>, on: Case): Result<Effect> {
  const { kind, page, cell: index, label: value } = op;
  const { state, ledger, opId, who, now, limits } = on;
  const { strokes, label } = pageOf(state, page).cells[index] ?? emptyCell();
  if (strokes.length === 0) return fail('cell_empty');
  const others = opinionsOf(label).filter(({ by }) => by !== who.id);
  if (value === null && label && !opinionOf(label, who.id)) return fail('not_your_label');
  const opinions = value === null ? others : [...others, { value, by: who.id, at: now }];
  if (opinions.length === 0) return ok({ kind, page, cell: index, label: null, ...withoutSample(on, label) });
  const full = value !== null && ledger && !label?.sampleId && samplesFull(ledger, bytesOf(strokes, ledger), limits);
  if (full) return fail('too_many_samples', full);
  const labelledCell = { page, cell: index, strokes, opId, opinions, former: label };
  return ok({ kind, page, cell: index, ...labelled(state, ledger, labelledCell, limits) });
}

/** What of an effect comes of taking a cell's sample away, if it has one. */
export function withoutSample({ state, ledger }: Case, label: CellLabel | null): Partial<Labelled> {
  const sampleId = label?.sampleId;
  const sample = sampleId ? ledger?.samples.get(sampleId) : undefined;
  if (!sampleId || !sample) return {};
  return { samples: counted(state.samples, sample, null), facts: { samples: { [sampleId]: null } } };
}

/**
 * After the strokes of a cell have changed: what was said of it is said of what is there now.
 * @param opId names a new sample
 * @param ink bytes of ink that is not in the ledger yet
 */
export function labelledAgain(
  { state, ledger, limits }: Case,
  page: number,
  cell: CellIndex,
  strokes: readonly StrokeId[],
  opId: string,
  ink: Record<StrokeId, number> = {},
): Partial<Labelled> {
  const former = pageOf(state, page).cells[cell]?.label;
  // An app leaves out what is the same to it.
  if (!former || (!ledger && stillStands(former, strokes, state, limits))) return {};
  return labelled(state, ledger, { page, cell, strokes, opId, opinions: opinionsOf(former), former, ink }, limits);
}

/**
 * A label goes with its sample, or the sample would come again with the cell's next stroke; and what somebody said goes with whoever
 * said it, wherever it stands or not. What others say of the same cells stays.
 */
export function withdrawSamples({ personId, role }: Of<'samples.withdraw'>, on: Case): Result<Effect> {
  const { state, ledger } = on;
  const isTheirs = ({ labelledBy, strokes }: SampleFacts) =>
    role === 'labelled' ? labelledBy === personId : strokes.some((id) => authorOf(id) === personId);
  const gone = new Map([...(ledger?.samples.entries() ?? [])].filter(([, sample]) => isTheirs(sample)));
  const count = gone.size;
  const again = new Relabelling(on);
  const cells: [page: number, cell: CellIndex][] = [];
  for (const [page, index, { label, strokes }] of labelledCells(state)) {
    const said = opinionsOf(label);
    const left = role === 'labelled' ? said.filter(({ by }) => by !== personId) : [];
    const goes = role === 'labelled' ? left.length < said.length : gone.has(label.sampleId ?? '');
    if (!goes) continue;
    if (left.length === 0) cells.push([page, index]);
    else {
      // Its sample is another's from now on.
      gone.delete(label.sampleId ?? '');
      again.cell(page, index, strokes, left, label);
    }
  }
  const { labels } = again;
  if (count === 0 && cells.length === 0 && labels.length === 0) return fail('samples_not_found');
  const { samples = state.samples, facts = {} } = again.rest;
  return ok({
    kind: 'samples.withdraw',
    personId,
    role,
    count,
    cells,
    ...(labels.length > 0 ? { labels } : {}),
    samples: [...gone.values()].reduce((counts, sample) => counted(counts, sample, null), samples),
    ...(ledger
      ? {
          facts: {
            ...facts,
            samples: { ...facts.samples, ...Object.fromEntries([...gone].map(([id]) => [id, null])) },
          },
        }
      : {}),
  });
}

/** What of an effect comes of somebody's role: their word weighs more from then on, or less. */
export function weighedAnew(personId: string, role: GivenRole, on: Case) {
  const { limits } = on;
  const state = { ...on.state, roles: { ...on.state.roles, [personId]: role } };
  const again = new Relabelling({ ...on, state });
  for (const [page, index, { label, strokes }] of labelledCells(state)) {
    if (opinionOf(label, personId) && !stillStands(label, strokes, state, limits))
      again.cell(page, index, strokes, opinionsOf(label), label);
  }
  return { ...(again.labels.length > 0 ? { labels: again.labels } : {}), ...again.rest };
}

type LabelledCell = Cell & { label: CellLabel };

function labelledCells({ pages }: Pick<RoomState, 'pages'>): [page: number, cell: CellIndex, LabelledCell][] {
  return Object.entries(pages).flatMap(([page, { cells }]) =>
    Object.entries(cells).flatMap(([index, cell]): [number, CellIndex, LabelledCell][] =>
      cell.label ? [[Number(page), Number(index), cell as LabelledCell]] : [],
    ),
  );
}
