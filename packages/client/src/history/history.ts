import {
  authorOf,
  type CellIndex,
  givenIdOf,
  type Label,
  mayRemove,
  type Operation,
  opinionOf,
  type Page,
  type Person,
  pageOf,
  type RoomState,
  type Stroke,
  type StrokeId,
  strokesCleared,
} from '@inkroom/shared';

/** One thing a person did: strokes they drew or took away, ink that they cleared, a label that they gave. */
export type HistoryStep =
  | { kind: 'drew' | 'removed'; page: number; strokes: readonly TakenStroke[] }
  /** Ink that can be restored under `opId`: what was cleared, or erased of others; and its strokes, once they were brought back. */
  | { kind: 'cleared'; page: number; opId: string; op: Operation; strokes?: readonly StrokeId[] }
  /** What one said of a cell oneself, whatever others say of it. */
  | { kind: 'labelled'; page: number; cell: CellIndex; before: Label | null; after: Label | null };

/**
 * A stroke that may have been taken away, and with which one its digit began, if its cell was all one's own: where somebody else has begun
 * there meanwhile, the digit comes back together in a free cell.
 */
type TakenStroke = Stroke & { begunWith?: string };

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
export function undo(
  { done, undone }: History,
  state: RoomState,
  isHere: (page: number) => boolean,
  you: Pick<Person, 'id' | 'role'>,
): Travel | null {
  const step = done.at(-1);
  if (!step) return null;
  const turned = reversal(step, state, 'undo', isHere(step.page), you);
  const goesOn = turned.ops.length > 0;
  return { history: { done: done.slice(0, -1), undone: goesOn ? [...undone, turned.step] : undone }, ...turned };
}

/** Does the last undone step again; null when there is none. @param isHere whether what is on a page is known */
export function redo(
  { done, undone }: History,
  state: RoomState,
  isHere: (page: number) => boolean,
  you: Pick<Person, 'id' | 'role'>,
): Travel | null {
  const step = undone.at(-1);
  if (!step) return null;
  const turned = reversal(step, state, 'redo', isHere(step.page), you);
  const goesOn = turned.ops.length > 0;
  return { history: { done: goesOn ? [...done, turned.step] : done, undone: undone.slice(0, -1) }, ...turned };
}

/** Operations that take strokes away, one for each cell: the log knows no removal across cells. */
export function removals(strokes: readonly Stroke[], page: number): Operation[] {
  const idsOfCell = new Map<CellIndex, StrokeId[]>();
  for (const { cell, id } of strokes) idsOfCell.set(cell, [...(idsOfCell.get(cell) ?? []), id]);
  return [...idsOfCell].map(([cell, ids]) => ({ kind: 'stroke.remove', page, cell, ids }));
}

function reversal(
  step: HistoryStep,
  state: RoomState,
  direction: 'undo' | 'redo',
  isHere: boolean,
  you: Pick<Person, 'id' | 'role'>,
): Pick<Travel, 'step' | 'ops'> {
  const page = pageOf(state, step.page);
  switch (step.kind) {
    case 'cleared': {
      if (direction === 'redo') return { step, ops: isHere && takesMore(step, page, you) ? [] : [step.op] };
      const kept = page.cleared.find(({ id }) => id === step.opId);
      if (isHere && !kept) return { step, ops: [] };
      const restore: Operation = { kind: 'ink.restore', page: step.page, clearing: step.opId };
      return { step: kept ? { ...step, strokes: strokesCleared(kept) } : step, ops: [restore] };
    }
    case 'labelled': {
      const [from, to] = direction === 'undo' ? [step.after, step.before] : [step.before, step.after];
      // It may be gone with the cell's ink, or be another by now: said in another tab, or withdrawn.
      const isAsLeft = !isHere || (opinionOf(page.cells[step.cell]?.label, you.id)?.value ?? null) === from;
      return { step, ops: isAsLeft ? [{ kind: 'cell.label', page: step.page, cell: step.cell, label: to }] : [] };
    }
    default: {
      const takesAway = (step.kind === 'drew') === (direction === 'undo');
      if (!takesAway) return { step, ops: additions(step, page, isHere) };
      const strokes = isHere ? present(step.strokes, page) : step.strokes;
      return { step: strokes.length > 0 ? { ...step, strokes } : step, ops: removals(strokes, step.page) };
    }
  }
}

/** Whether clearing once more would take what was not cleared before. */
function takesMore(
  { op, strokes }: Extract<HistoryStep, { kind: 'cleared' }>,
  page: Page,
  you: Pick<Person, 'id' | 'role'>,
): boolean {
  if (op.kind !== 'ink.clear' || !strokes) return false;
  const { cell, personId } = op;
  const cells = cell === undefined ? Object.values(page.cells) : [page.cells[cell]];
  const theirs = (id: StrokeId) => mayRemove(you, id) && (personId === undefined || authorOf(id) === personId);
  return cells.some((one) => one?.strokes.some((id) => theirs(id) && !strokes.includes(id)));
}

/** Those of some strokes that are on a page, in the cells where they are now. */
export function present(strokes: readonly Stroke[], page: Page): TakenStroke[] {
  const cells = Object.entries(page.cells);
  return strokes.flatMap((stroke) => {
    const found = cells.find(([, cell]) => cell.strokes.includes(stroke.id));
    if (!found) return [];
    const [cell, { strokes: all }] = found;
    const isOwn = all.every((id) => authorOf(id) === stroke.authorId);
    return { ...stroke, cell: Number(cell), ...(isOwn && { begunWith: givenIdOf(all[0]!) }) };
  });
}

function additions(step: { page: number; strokes: readonly TakenStroke[] }, page: Page, isHere: boolean): Operation[] {
  const known = new Set(isHere ? present(step.strokes, page).map(({ id }) => id) : []);
  return step.strokes
    .filter(({ id }) => !known.has(id))
    .map(({ id, cell, width, points, begunWith }) => {
      const stroke = { id: givenIdOf(id), cell, width, points, ...(begunWith && { begunWith }) };
      return { kind: 'stroke.add', page: step.page, stroke };
    });
}
