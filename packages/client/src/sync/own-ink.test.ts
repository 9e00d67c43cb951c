import {
  applyEffect,
  type CellIndex,
  emptyPage,
  emptyRoom,
  givenIdOf,
  type Operation,
  pageOf,
  type Role,
  type RoomState,
  strokeIdOf,
} from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Timers } from '../connection/timers.js';
import type { LiveSender } from '../ink/live-sender.js';
import { OwnInk } from './own-ink.js';
import * as replicas from './replica.js';
import { RoomModel } from './room-model.js';

/** Longer than between two strokes of a digit. */
const LATER_MS = 3_001;
const SIZE = { columns: 8, rows: 5 };

describe('OwnInk', () => {
  let timers: Timers;
  let model: RoomModel;
  let ink: OwnInk;
  let asked: Operation[];
  const live = { points: vi.fn(), finish: vi.fn(), drop: vi.fn() };
  beforeEach(() => {
    vi.useFakeTimers();
    timers = new Timers();
    open('writer');
  });
  afterEach(() => {
    timers.clear();
    vi.useRealTimers();
    vi.clearAllMocks();
  });

  /** A room of two pages, of which both are here and the first is open; Ben has written in cell 7 of it. */
  function open(role: Role): void {
    model = new RoomModel('room', timers);
    asked = [];
    ink = new OwnInk(model, live as unknown as LiveSender, (op) => {
      const opId = `own-op-${asked.push(op)}`;
      model.set(replicas.withOwn(model.replica, { opId, op, at: Date.now() }));
      return opId;
    });
    const you = { id: 'ann', name: 'Ann', colour: 0, role };
    const pages = { 1: emptyPage(SIZE), 2: emptyPage(SIZE) };
    const empty: RoomState = { ...emptyRoom('room'), pages, roles: { ann: role } };
    const by = { kind: 'stroke.add', page: 1, cell: 7, revision: 1 } as const;
    const state = applyEffect(empty, { ...by, id: 'ben/bens' });
    model.addPieceInk({ cells: pageOf(state, 1).cells, ink: { 'ben/bens': { width: 20, points: [1, 1, 0.5, 0] } } });
    const here = { seq: 0, arrivedTo: null };
    const replica = { ...model.replica, synced: true, you: { ...you, watches: false }, confirmed: state };
    model.set({ ...replica, pages: new Map([1, 2].map((page) => [page, here])) }, { you });
  }

  /** @returns the id that was given to it */
  function draw(cell: CellIndex): string {
    const writer = ink.beginStroke({ cell });
    writer.add([1, 1, 0.5, 0]);
    return givenIdOf(writer.end()[0]!);
  }
  const begunWith = () => asked.map((op) => (op.kind === 'stroke.add' ? op.stroke.begunWith : undefined));
  const inCell = (cell: CellIndex, page = 1) => pageOf(model.state, page).cells[cell]?.strokes ?? [];
  const labelOf = (cell: CellIndex) => pageOf(model.state, 1).cells[cell]?.label?.value ?? null;

  describe('a digit of several strokes', () => {
    it('names the stroke with which its cell was begun, as long as one goes on with it', () => {
      const first = draw(0);
      vi.advanceTimersByTime(1_000);
      draw(0);
      vi.advanceTimersByTime(2_500);
      draw(0);
      expect(begunWith()).toEqual([first, first, first]);
      vi.advanceTimersByTime(LATER_MS);
      draw(0);
      expect(begunWith()[3]).toBeUndefined();
    });

    it('counts from when the pen was lifted', () => {
      const writer = ink.beginStroke({ cell: 0 });
      writer.add([1, 1, 0.5, 0]);
      vi.advanceTimersByTime(LATER_MS);
      const [first] = writer.end();
      draw(0);
      expect(begunWith()).toEqual([givenIdOf(first!), givenIdOf(first!)]);
    });

    it('is none where somebody else had written, and its own in each cell of each page', () => {
      draw(7);
      const [a, b] = [draw(0), draw(1)];
      model.look(2);
      const c = draw(0);
      model.look(null);
      draw(0);
      expect(begunWith()).toEqual([undefined, a, b, c, a]);
      expect(asked.map((op) => 'page' in op && op.page)).toEqual([1, 1, 1, 2, 1]);
    });

    it('begins a cell that was empty as the pen came down, though somebody else’s ink is there by now', () => {
      const writer = ink.beginStroke({ cell: 7, foundEmpty: true });
      writer.add([1, 1, 0.5, 0]);
      const first = givenIdOf(writer.end()[0]!);
      draw(7);
      expect(begunWith()).toEqual([first, first]);
      expect(inCell(7)).toEqual(['ben/bens']);
    });

    it('does not begin with a stroke that was given up', () => {
      const given = ink.beginStroke({ cell: 0 });
      given.add([1, 1, 0.5, 0]);
      given.cancel();
      const first = draw(0);
      expect(begunWith()).toEqual([first]);
    });
  });

  it('stays on the page on which it was begun when one leafs on under the pen', () => {
    const writer = ink.beginStroke({ cell: 0 });
    model.look(2);
    writer.add([1, 1, 0.5, 0]);
    writer.end();
    expect(live.points.mock.calls.map(([page]) => page)).toEqual([1]);
    expect(asked).toMatchObject([{ kind: 'stroke.add', page: 1 }]);
    ink.undo();
    expect(inCell(0)).toEqual([]);
    expect(model.view.getState().page).toBe(1);
  });

  it('shows the page of what is taken back and done again', () => {
    model.look(2);
    draw(0);
    model.look(null);
    ink.undo();
    expect(model.view.getState().page).toBe(2);
    expect(inCell(0, 2)).toEqual([]);
    model.look(null);
    ink.redo();
    expect(model.view.getState()).toMatchObject({ page: 2, canUndo: true, canRedo: false });
    expect(inCell(0, 2)).toHaveLength(1);
  });

  it('says so where a step can no longer be taken back, and touches nothing older', () => {
    const [a, b] = [draw(0), draw(1)];
    const gone: Operation = { kind: 'stroke.remove', page: 1, cell: 1, ids: [strokeIdOf('ann', b)] };
    model.set(replicas.withOwn(model.replica, { opId: 'elsewhere', op: gone, at: 0 }));
    asked.length = 0;
    ink.undo();
    expect(model.view.getState()).toMatchObject({ lastError: { code: 'cannot_undo' }, canUndo: true, canRedo: false });
    expect(asked).toEqual([]);
    expect(inCell(0)).toEqual([strokeIdOf('ann', a)]);
    ink.undo();
    expect(inCell(0)).toEqual([]);
  });

  it('restores what one has cleared, clears it again by another name, and restores that', () => {
    open('host');
    draw(0);
    ink.clear({});
    expect([inCell(0), inCell(7)]).toEqual([[], []]);
    const written = () => [0, 7].map((cell) => inCell(cell).length);
    for (let round = 0; round < 2; round++) {
      ink.undo();
      expect(written()).toEqual([1, 1]);
      ink.redo();
      expect(written()).toEqual([0, 0]);
    }
    expect(asked.filter(({ kind }) => kind === 'ink.restore')).toEqual([
      { kind: 'ink.restore', page: 1, clearing: 'own-op-2' },
      { kind: 'ink.restore', page: 1, clearing: 'own-op-4' },
    ]);
    expect(model.view.getState().lastError).toBeNull();
  });

  it('asks for no clearing of what is not there, or not one’s to clear', () => {
    draw(0);
    asked.length = 0;
    for (const what of [{ cell: 1 }, { cell: 7 }, { personId: 'ben' }]) ink.clear(what);
    expect(asked).toEqual([]);
    ink.clear({});
    expect(asked).toEqual([{ kind: 'ink.clear', page: 1 }]);
    expect([inCell(0), inCell(7)]).toEqual([[], ['ben/bens']]);
  });

  it('gives a label back that one has changed, and none that was said again', () => {
    ink.label(7, 4);
    ink.label(7, 7);
    ink.label(7, 7);
    ink.undo();
    expect(labelOf(7)).toBe(4);
    ink.undo();
    expect(labelOf(7)).toBeNull();
    ink.redo();
    expect(labelOf(7)).toBe(4);
  });

  it('brings back what a host has erased of their own and of somebody else’s in a cell, as one step', () => {
    open('host');
    const own = strokeIdOf('ann', draw(7));
    ink.erase([own, 'ben/bens']);
    expect(inCell(7)).toEqual([]);
    ink.undo();
    expect([...inCell(7)].sort()).toEqual([own, 'ben/bens'].sort());
  });
});
