import {
  applyEffect,
  type CellIndex,
  DEFAULT_LIMITS,
  emptyPage,
  emptyRoom,
  givenIdOf,
  type Label,
  type Operation,
  pageOf,
  type RoomState,
  type Stroke,
  settle,
  strokeIdOf,
} from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_HISTORY,
  type History,
  type HistoryStep,
  recordStep,
  redo,
  removals,
  type Travel,
  undo,
} from './history.js';

const YOU = { id: 'ann', name: 'Ann', watches: false };
const ANN = { id: 'ann', role: 'writer' } as const;
const HOST = { id: 'hostess', name: 'Hostess', watches: false };
const SIZE = { columns: 8, rows: 5 };
const here = () => true;
const elsewhere = () => false;

const stroke = (given: string, cell = 0): Stroke => {
  return { id: strokeIdOf('ann', given), cell, authorId: 'ann', width: 20, points: [1, 1, 0.5, 0] };
};
const drew = (...strokes: Stroke[]) => drewOn(1, ...strokes);
const drewOn = (page: number, ...strokes: Stroke[]) => ({ kind: 'drew', page, strokes }) as const;
const cleared = (opId: string, page = 1): HistoryStep => {
  return { kind: 'cleared', page, opId, op: { kind: 'ink.clear', page } };
};
const labelled = (before: Label | null, after: Label | null, cell = 0): HistoryStep => {
  return { kind: 'labelled', page: 1, cell, before, after };
};
const history = (...steps: HistoryStep[]): History =>
  steps.reduce((before, step) => recordStep(before, step, 10), EMPTY_HISTORY);

/** Two pages, of which the first is open; nothing is written. */
function book(): RoomState {
  return { ...emptyRoom('r'), pages: { 1: emptyPage(SIZE), 2: emptyPage(SIZE) }, roles: { [HOST.id]: 'host' } };
}

function apply(state: RoomState, ops: readonly Operation[], who = YOU, opId = 'op'): RoomState {
  return ops.reduce((before, op) => {
    const settled = settle(before, null, { opId, op }, who, { now: 0, limits: DEFAULT_LIMITS, evidence: {} });
    if (!settled.ok) throw new Error(settled.error.code);
    return applyEffect(before, settled.value);
  }, state);
}

const add = (state: RoomState, ...strokes: Stroke[]) => addOn(1, state, ...strokes);

const addOf = (id: string, cell: CellIndex): Operation => {
  return { kind: 'stroke.add', page: 1, stroke: { id, cell, width: 20, points: [1, 1, 0.5, 0] } };
};

function addOn(page: number, state: RoomState, ...strokes: Stroke[]): RoomState {
  const ops = strokes.map(({ id, cell, width, points }): Operation => {
    return { kind: 'stroke.add', page, stroke: { id: givenIdOf(id), cell, width, points } };
  });
  return apply(state, ops);
}

const inCell = (state: RoomState, cell = 0, page = 1) => pageOf(state, page).cells[cell]?.strokes.map(givenIdOf) ?? [];
const labelOf = (state: RoomState) => pageOf(state, 1).cells[0]?.label?.value ?? null;

describe('undo and redo', () => {
  it('takes back the last step and does it again', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    let state = add(book(), a, b);
    const back = undo(history(drew(a), drew(b)), state, here, ANN)!;
    state = apply(state, back.ops);
    expect(inCell(state)).toEqual(['a']);
    state = apply(state, redo(back.history, state, here, ANN)!.ops);
    expect(inCell(state)).toEqual(['a', 'b']);
  });

  it('brings back what was erased', () => {
    const a = stroke('a');
    let state = add(book(), a);
    state = apply(state, removals([a], 1));
    const back = undo(history({ kind: 'removed', page: 1, strokes: [a] }), state, here, ANN)!;
    state = apply(state, back.ops);
    expect(inCell(state)).toEqual(['a']);
    state = apply(state, redo(back.history, state, here, ANN)!.ops);
    expect(inCell(state)).toEqual([]);
  });

  it('goes through the steps of all pages, each on its own, whichever page is open', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    let state = addOn(2, add(book(), a), b);
    const travels: Travel[] = [];
    let steps = history(drew(a), drewOn(2, b));
    for (let back = undo(steps, state, here, ANN); back; back = undo(steps, state, here, ANN)) {
      travels.push(back);
      state = apply(state, back.ops);
      steps = back.history;
    }
    expect(travels.map(({ step }) => step.page)).toEqual([2, 1]);
    expect([inCell(state), inCell(state, 0, 2)]).toEqual([[], []]);
    const again = redo(steps, state, here, ANN)!;
    expect(again.step.page).toBe(1);
    expect(inCell(apply(state, again.ops))).toEqual(['a']);
  });

  it('passes over a step that can no longer be taken back, and touches nothing older', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    // Somebody has taken b away meanwhile.
    const state = add(book(), a);
    const passed = undo(history(drew(a), drew(b)), state, here, ANN)!;
    expect(passed).toEqual({ history: { done: [drew(a)], undone: [] }, step: drew(b), ops: [] });
    expect(undo(passed.history, state, here, ANN)!.ops).toEqual([
      { kind: 'stroke.remove', page: 1, cell: 0, ids: [a.id] },
    ]);
  });

  it('passes over a step that can no longer be done again, and touches nothing else', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    const removed = (one: Stroke) => ({ kind: 'removed', page: 1, strokes: [one] }) as const;
    const state = add(book(), b);
    const passed = redo({ done: [], undone: [removed(b), removed(a)] }, state, here, ANN)!;
    expect(passed).toEqual({ history: { done: [], undone: [removed(b)] }, step: removed(a), ops: [] });
  });

  it('takes a stroke from the cell to which it went', () => {
    const a = stroke('a', 0);
    const state = add(book(), { ...a, cell: 9 });
    expect(undo(history(drew(a)), state, here, ANN)!.ops).toEqual([
      { kind: 'stroke.remove', page: 1, cell: 9, ids: [a.id] },
    ]);
  });

  it('asks for what it would take back where it is not known what a page holds', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    expect(undo(history(drewOn(2, a)), book(), elsewhere, ANN)!.ops).toEqual([
      { kind: 'stroke.remove', page: 2, cell: 0, ids: [a.id] },
    ]);
    const again = redo({ done: [], undone: [drewOn(2, b)] }, book(), elsewhere, ANN)!;
    expect(again.ops).toMatchObject([{ kind: 'stroke.add', page: 2, stroke: { id: 'b', cell: 0 } }]);
    expect(undo(history(cleared('c', 2)), book(), elsewhere, ANN)!.ops).toEqual([
      { kind: 'ink.restore', page: 2, clearing: 'c' },
    ]);
    expect(undo(history(labelled(null, 7)), book(), elsewhere, ANN)!.ops).toMatchObject([{ label: null }]);
  });

  it('restores what was cleared, and clears it again', () => {
    const [a, b] = [stroke('a'), stroke('b', 3)];
    const step = cleared('clearing');
    let state = apply(add(book(), a, b), [{ kind: 'ink.clear', page: 1 }], YOU, 'clearing');
    expect([inCell(state, 0), inCell(state, 3)]).toEqual([[], []]);
    const back = undo(history(step), state, here, ANN)!;
    expect(back.ops).toEqual([{ kind: 'ink.restore', page: 1, clearing: 'clearing' }]);
    state = apply(state, back.ops);
    expect([inCell(state, 0), inCell(state, 3)]).toEqual([['a'], ['b']]);
    const again = redo(back.history, state, here, ANN)!;
    expect(again.ops).toEqual([{ kind: 'ink.clear', page: 1 }]);
    state = apply(state, again.ops, YOU, 'cleared-again');
    expect([inCell(state, 0), inCell(state, 3)]).toEqual([[], []]);
  });

  it('clears nothing once more that was not cleared before', () => {
    const bens = (before: RoomState) => apply(before, [addOf('b', 0)], HOST);
    const boss = { id: HOST.id, role: 'host' } as const;
    const clears = { kind: 'ink.clear', page: 1, cell: 0 } as const;
    let state = bens(apply(add(book(), stroke('a')), [clears], HOST, 'clearing'));
    const back = undo(history({ kind: 'cleared', page: 1, opId: 'clearing', op: clears }), state, here, ANN)!;
    // Somebody has begun there meanwhile: it comes back beside them.
    state = apply(state, back.ops, HOST);
    expect([inCell(state), inCell(state, 1)]).toEqual([['b'], ['a']]);
    expect(redo(back.history, state, here, boss)).toMatchObject({ ops: [], history: { done: [], undone: [] } });
  });

  it('does a digit again beside what somebody has begun in its cell meanwhile, and all of it together', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    let state = add(book(), a, b);
    let steps = history(drew(a), drew(b));
    for (let i = 0; i < 2; i++) {
      const back = undo(steps, state, here, ANN)!;
      [state, steps] = [apply(state, back.ops), back.history];
    }
    state = apply(state, [addOf('bens', 0)], HOST);
    for (let i = 0; i < 2; i++) {
      const again = redo(steps, state, here, ANN)!;
      [state, steps] = [apply(state, again.ops), again.history];
    }
    expect([inCell(state), inCell(state, 1)]).toEqual([['bens'], ['a', 'b']]);
  });

  it('does a stroke again in somebody else’s digit where it was part of that', () => {
    const a = stroke('a');
    let state = add(apply(book(), [addOf('bens', 0)], HOST), a);
    const back = undo(history(drew(a)), state, here, ANN)!;
    state = apply(state, back.ops);
    expect(inCell(apply(state, redo(back.history, state, here, ANN)!.ops))).toEqual(['bens', 'a']);
  });

  it('passes over a clearing that somebody else has taken back', () => {
    let state = apply(add(book(), stroke('a')), [{ kind: 'ink.clear', page: 1 }], YOU, 'clearing');
    state = apply(state, [{ kind: 'ink.restore', page: 1, clearing: 'clearing' }], HOST, 'restored');
    const passed = undo(history(drew(stroke('a')), cleared('clearing')), state, here, ANN)!;
    expect(passed).toMatchObject({ ops: [], history: { done: [{ kind: 'drew' }], undone: [] } });
  });

  it('gives the former label back, and only where the cell is as one left it', () => {
    const say = (before: RoomState, label: Label | null, who = YOU) =>
      apply(before, [{ kind: 'cell.label', page: 1, cell: 0, label }], who);
    let state = say(say(add(book(), stroke('a')), 4), 7);
    const steps = history(labelled(null, 4), labelled(4, 7));
    const back = undo(steps, state, here, ANN)!;
    state = apply(state, back.ops);
    expect(labelOf(state)).toBe(4);
    const again = redo(back.history, state, here, ANN)!;
    expect(labelOf(apply(state, again.ops))).toBe(7);
    // What somebody else says meanwhile changes nothing of it: it is one's own word that is taken back.
    state = say(state, 1, HOST);
    expect(labelOf(state)).toBe(1);
    expect(undo(back.history, state, here, ANN)!.ops).toMatchObject([{ label: null }]);
    state = say(state, 9);
    expect(undo(back.history, state, here, ANN)).toMatchObject({ ops: [], history: { done: [] } });
    expect(redo(back.history, state, here, ANN)).toMatchObject({ ops: [], history: { undone: [] } });
  });

  it('forgets what was undone once something new is done, and the oldest steps', () => {
    const [a, b] = [stroke('a'), stroke('b')];
    const back = undo(history(drew(a)), add(book(), a), here, ANN)!;
    const steps = recordStep(back.history, drew(b), 10);
    expect(redo(steps, add(book(), b), here, ANN)).toBeNull();
    expect(recordStep(steps, drew(a), 1).done).toEqual([drew(a)]);
    expect(undo(EMPTY_HISTORY, book(), here, ANN)).toBeNull();
  });

  it('removes strokes cell by cell, for the log knows no removal across cells', () => {
    expect(removals([stroke('a', 0), stroke('b', 1), stroke('c', 0)], 1)).toEqual([
      { kind: 'stroke.remove', page: 1, cell: 0, ids: ['ann/a', 'ann/c'] },
      { kind: 'stroke.remove', page: 1, cell: 1, ids: ['ann/b'] },
    ]);
  });
});
