import { type CellIndex, givenIdOf, type Operation, type RoomState, type Stroke, type StrokeId } from '@inkroom/shared';

/** One thing a person did with their own ink: strokes they drew, or strokes they took away. */
export interface HistoryStep {
  kind: 'drew' | 'removed';
  strokes: readonly Stroke[];
}

/**
 * What one may take back and do again: own strokes only, on the current page only. Nothing here is locked against others: a
 * step whose strokes somebody else has taken away meanwhile is passed over.
 */
export interface History {
  readonly done: readonly HistoryStep[];
  readonly undone: readonly HistoryStep[];
}

export const EMPTY_HISTORY: History = { done: [], undone: [] };

/** Notes a new step; what was undone before can then no longer be done again. */
export function recordStep({ done }: History, step: HistoryStep, stepsMax: number): History {
  return { done: [...done, step].slice(-stepsMax), undone: [] };
}

/** The operations that take back the last step, or null when there is nothing to take back. */
export function undo(history: History, state: RoomState): { history: History; ops: Operation[] } | null {
  const at = history.done.findLastIndex((step) => reversal(step, state, 'undo').length > 0);
  const step = history.done[at];
  if (!step) return null;
  return {
    history: { done: history.done.slice(0, at), undone: [...history.undone, step] },
    ops: reversal(step, state, 'undo'),
  };
}

/** The operations that do the last undone step again, or null when there is none. */
export function redo(history: History, state: RoomState): { history: History; ops: Operation[] } | null {
  const at = history.undone.findLastIndex((step) => reversal(step, state, 'redo').length > 0);
  const step = history.undone[at];
  if (!step) return null;
  return {
    history: { done: [...history.done, step], undone: history.undone.slice(0, at) },
    ops: reversal(step, state, 'redo'),
  };
}

/** Operations that take strokes away, one for each cell: the log knows no removal across cells. */
export function removals(strokes: readonly Stroke[], page: number): Operation[] {
  const idsOfCell = new Map<CellIndex, StrokeId[]>();
  for (const { cell, id } of strokes) idsOfCell.set(cell, [...(idsOfCell.get(cell) ?? []), id]);
  return [...idsOfCell].map(([cell, ids]) => ({ kind: 'stroke.remove', page, cell, ids }));
}

function reversal(step: HistoryStep, state: RoomState, direction: 'undo' | 'redo'): Operation[] {
  const takesAway = (step.kind === 'drew') === (direction === 'undo');
  const present = (stroke: Stroke) => state.cells[stroke.cell]?.strokes.includes(stroke.id) ?? false;
  if (takesAway) return removals(step.strokes.filter(present), state.page);
  return step.strokes
    .filter((stroke) => !present(stroke))
    .map(({ id, cell, width, points }) => {
      return { kind: 'stroke.add', page: state.page, stroke: { id: givenIdOf(id), cell, width, points } };
    });
}
