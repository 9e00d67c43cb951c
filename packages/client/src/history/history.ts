import {
  type CellIndex,
  givenIdOf,
  type Label,
  type Operation,
  type Page,
  pageOf,
  type RoomState,
  type Stroke,
  type StrokeId,
} from '@inkroom/shared';

/** One thing a person did: strokes they drew or took away, ink that they cleared, a label that they gave. */
export type HistoryStep =
  | { kind: 'drew' | 'removed'; page: number; strokes: readonly Stroke[] }
  /** Ink that can be restored under `opId`: what was cleared, or erased of others. */
  | { kind: 'cleared'; page: number; opId: string; op: Operation }
  | { kind: 'labelled'; page: number; cell: CellIndex; before: Label | null; after: Label | null };

/** What one may take back and do again, on all pages. Nothing here is locked against others. */
export interface History {
  readonly done: readonly HistoryStep[];
  readonly undone: readonly HistoryStep[];
}

export const EMPTY_HISTORY: History = { done: [], undone: [] };

/** What becomes of a history when a step of it is taken back or done again. */
export interface Travel {
  history: History;
  step: HistoryStep;
  /** None where the step can no longer be taken back: it is passed over then, and nothing older is touched. */
  ops: Operation[];
}

/** Notes a new step; what was undone before can then no longer be done again. */
export function recordStep({ done }: History, step: HistoryStep, stepsMax: number): History {
  return { done: [...done, step].slice(-stepsMax), undone: [] };
}

/** Takes back the last step; null when there is none. @param isHere whether what is on a page is known */
export function undo({ done, undone }: History, state: RoomState, isHere: (page: number) => boolean): Travel | null {
  const step = done.at(-1);
  if (!step) return null;
  const ops = reversal(step, state, 'undo', isHere(step.page));
  return { history: { done: done.slice(0, -1), undone: ops.length > 0 ? [...undone, step] : undone }, step, ops };
}

/** Does the last undone step again; null when there is none. @param isHere whether what is on a page is known */
export function redo({ done, undone }: History, state: RoomState, isHere: (page: number) => boolean): Travel | null {
  const step = undone.at(-1);
  if (!step) return null;
  const ops = reversal(step, state, 'redo', isHere(step.page));
  return { history: { done: ops.length > 0 ? [...done, step] : done, undone: undone.slice(0, -1) }, step, ops };
}

/** Operations that take strokes away, one for each cell: the log knows no removal across cells. */
export function removals(strokes: readonly Stroke[], page: number): Operation[] {
  const idsOfCell = new Map<CellIndex, StrokeId[]>();
  for (const { cell, id } of strokes) idsOfCell.set(cell, [...(idsOfCell.get(cell) ?? []), id]);
  return [...idsOfCell].map(([cell, ids]) => ({ kind: 'stroke.remove', page, cell, ids }));
}

function reversal(step: HistoryStep, state: RoomState, direction: 'undo' | 'redo', isHere: boolean): Operation[] {
  const page = pageOf(state, step.page);
  switch (step.kind) {
    case 'cleared': {
      if (direction === 'redo') return [step.op];
      const isKept = !isHere || page.cleared.some(({ id }) => id === step.opId);
      return isKept ? [{ kind: 'ink.restore', page: step.page, clearing: step.opId }] : [];
    }
    case 'labelled': {
      const [from, to] = direction === 'undo' ? [step.after, step.before] : [step.before, step.after];
      // Somebody may have said something else meanwhile: that is theirs.
      const isAsLeft = !isHere || (page.cells[step.cell]?.label?.value ?? null) === from;
      return isAsLeft ? [{ kind: 'cell.label', page: step.page, cell: step.cell, label: to }] : [];
    }
    default: {
      const takesAway = (step.kind === 'drew') === (direction === 'undo');
      return takesAway ? removals(present(step.strokes, page, isHere), step.page) : additions(step, page, isHere);
    }
  }
}

/** Those of some strokes that are on a page, in the cells where they are now. */
function present(strokes: readonly Stroke[], page: Page, isHere: boolean): Stroke[] {
  if (!isHere) return [...strokes];
  const cells = Object.entries(page.cells);
  return strokes.flatMap((stroke) => {
    const found = cells.find(([, cell]) => cell.strokes.includes(stroke.id));
    return found ? { ...stroke, cell: Number(found[0]) } : [];
  });
}

function additions(step: { page: number; strokes: readonly Stroke[] }, page: Page, isHere: boolean): Operation[] {
  const known = new Set(isHere ? present(step.strokes, page, true).map(({ id }) => id) : []);
  return step.strokes
    .filter(({ id }) => !known.has(id))
    .map(({ id, cell, width, points }) => {
      return { kind: 'stroke.add', page: step.page, stroke: { id: givenIdOf(id), cell, width, points } };
    });
}
