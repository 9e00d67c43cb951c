import { type Cell, emptyPage, type Page } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { InkStore } from './ink-store.js';

const INK = { width: 20, points: [1, 1, 0.5, 0] };
const SIZE = { columns: 8, rows: 5 };
const cell = (...strokes: string[]): Cell => ({ revision: 1, strokes, label: null, prediction: null });
const page = (cells: Page['cells'], cleared: string[] = []): Page => {
  const gone = cleared.map((id) => ({ cell: 0, strokes: [id], label: null, isWhole: true }));
  return {
    ...emptyPage(SIZE),
    cells,
    cleared: gone.length > 0 ? [{ id: 'op', by: 'ann', seq: 1, at: 0, cells: gone }] : [],
  };
};

describe('InkStore', () => {
  it('gives the strokes of a cell in the order of the log, each always the same object', () => {
    const ink = new InkStore();
    for (const id of ['ann/a', 'ann/b']) ink.add(id, 3, INK);
    const shown = page({ 3: cell('ann/b', 'ann/unknown', 'ann/a') });
    const strokes = ink.strokesOf(shown, 3);
    expect(strokes.map(({ id, cell: at }) => [id, at])).toEqual([
      ['ann/b', 3],
      ['ann/a', 3],
    ]);
    expect(ink.strokesOf(shown, 3)[0]).toBe(strokes[0]);
    // It never changes: what is told of it again is the same.
    ink.add('ann/a', 3, { ...INK, width: 5 });
    expect(ink.strokesOf(shown, 3)[1]).toBe(strokes[1]);
  });

  it('moves a stroke to the cell to which it went, and then gives the same object from there', () => {
    const ink = new InkStore();
    ink.add('ann/a', 3, INK);
    const [before] = ink.strokesOf(page({ 3: cell('ann/a') }), 3);
    const elsewhere = page({ 8: cell('ann/a') });
    const [moved] = ink.strokesOf(elsewhere, 8);
    expect(moved).toEqual({ ...before, cell: 8 });
    expect(ink.strokesOf(elsewhere, 8)[0]).toBe(moved);
    expect(ink.strokesOf(elsewhere, 3)).toEqual([]);
  });

  it('forgets what no page names, not even to be restored, once that is much', () => {
    const ink = new InkStore();
    for (const id of ['ann/first', 'ann/second', 'ann/cleared', 'ann/gone']) ink.add(id, 0, INK);
    const pages = [page({ 0: cell('ann/first') }, ['ann/cleared']), page({ 0: cell('ann/second') })];
    ink.prune(pages);
    expect(ink.has('ann/gone')).toBe(true);
    for (let i = 0; i < 2000; i++) ink.add(`ann/gone-${i}`, 0, INK);
    ink.prune(pages);
    expect(['ann/first', 'ann/second', 'ann/cleared', 'ann/gone', 'ann/gone-7'].filter((id) => ink.has(id))).toEqual([
      'ann/first',
      'ann/second',
      'ann/cleared',
    ]);
  });
});
