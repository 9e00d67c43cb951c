import {
  applyEffect,
  DEFAULT_LIMITS,
  emptyRoom,
  givenIdOf,
  type Operation,
  type RoomState,
  type Stroke,
  settle,
  strokeIdOf,
} from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, recordStep, redo, removals, undo } from './history.js';

const YOU = { id: 'ann', name: 'Ann', watches: false };
const stroke = (given: string, cell = 0): Stroke => {
  return { id: strokeIdOf('ann', given), cell, authorId: 'ann', width: 20, points: [1, 1, 0.5, 0] };
};
const drew = (...strokes: Stroke[]) => ({ kind: 'drew', strokes }) as const;

function apply(state: RoomState, ops: readonly Operation[]): RoomState {
  return ops.reduce((before, op) => {
    const settled = settle(before, null, { opId: 'op', op }, YOU, { now: 0, limits: DEFAULT_LIMITS, evidence: {} });
    return settled.ok ? applyEffect(before, settled.value) : before;
  }, state);
}

function add(state: RoomState, ...strokes: Stroke[]): RoomState {
  const ops = strokes.map(({ id, cell, width, points }): Operation => {
    return { kind: 'stroke.add', page: 1, stroke: { id: givenIdOf(id), cell, width, points } };
  });
  return apply(state, ops);
}

const inCell = (state: RoomState, cell = 0) => state.cells[cell]?.strokes.map(givenIdOf) ?? [];

describe('undo and redo', () => {
  it('takes back the last step and does it again', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    let state = add(emptyRoom('r'), a, b);
    let history = recordStep(recordStep(EMPTY_HISTORY, drew(a), 10), drew(b), 10);
    const back = undo(history, state)!;
    state = apply(state, back.ops);
    expect(inCell(state)).toEqual(['a']);
    history = back.history;
    state = apply(state, redo(history, state)!.ops);
    expect(inCell(state)).toEqual(['a', 'b']);
  });

  it('brings back what was erased', () => {
    const a = stroke('a');
    let state = add(emptyRoom('r'), a);
    state = apply(state, removals([a], 1));
    const history = recordStep(EMPTY_HISTORY, { kind: 'removed', strokes: [a] }, 10);
    const back = undo(history, state)!;
    state = apply(state, back.ops);
    expect(inCell(state)).toEqual(['a']);
    state = apply(state, redo(back.history, state)!.ops);
    expect(inCell(state)).toEqual([]);
  });

  it('passes over a step whose strokes somebody else has taken away', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    const state = add(emptyRoom('r'), a);
    const history = recordStep(recordStep(EMPTY_HISTORY, drew(a), 10), drew(b), 10);
    expect(undo(history, state)!.ops).toEqual([{ kind: 'stroke.remove', page: 1, cell: 0, ids: [a.id] }]);
  });

  it('forgets what was undone once something new is drawn, and the oldest steps', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    const back = undo(recordStep(EMPTY_HISTORY, drew(a), 10), add(emptyRoom('r'), a))!;
    const history = recordStep(back.history, drew(b), 10);
    expect(redo(history, add(emptyRoom('r'), b))).toBeNull();
    expect(recordStep(history, drew(a), 1).done).toEqual([drew(a)]);
  });

  it('removes strokes cell by cell, for the log knows no removal across cells', () => {
    expect(removals([stroke('a', 0), stroke('b', 1), stroke('c', 0)], 1)).toEqual([
      { kind: 'stroke.remove', page: 1, cell: 0, ids: ['ann/a', 'ann/c'] },
      { kind: 'stroke.remove', page: 1, cell: 1, ids: ['ann/b'] },
    ]);
  });
});
