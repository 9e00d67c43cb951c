import { describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  begin,
  clock,
  codeOf,
  effectOf,
  errorOf,
  grow,
  HOST,
  inkKept,
  labelCell,
  labelIn,
  state,
  strokesIn,
  turn,
} from '../../../../tests/support/law.ts';
import { PAGE_ROWS } from '../page.js';
import { pageOf } from './state.js';

describe('a page', () => {
  it('grows by a row up to its limit', () => {
    const limits = { pageRowsMax: PAGE_ROWS + 1 };
    expect(effectOf(grow(), ANN, { limits })).toStrictEqual({ kind: 'page.grow', page: 1, rows: PAGE_ROWS + 1 });
    expect(errorOf(grow(), HOST, { limits })).toMatchObject({
      code: 'page_too_tall',
      details: { max: PAGE_ROWS + 1 },
    });
  });

  it('is begun by a host after the last one, as wide as they say, and opened', () => {
    ask(add(1, 'stroke-a'));
    expect(codeOf(begin())).toBe('host_only');
    expect(effectOf(begin(12), HOST)).toStrictEqual({
      kind: 'page.begin',
      page: 2,
      columns: 12,
      rows: PAGE_ROWS,
      turned: { by: HOST.id, at: clock, from: 1 },
    });
    expect(state.page).toBe(2);
    expect(codeOf(add(59), ANN)).toBe('ok');
    expect(codeOf(add(60), ANN)).toBe('cell_out_of_range');
    expect(Object.keys(inkKept())).toHaveLength(2);
  });

  it('on which nobody has written is begun anew', () => {
    expect(effectOf(begin(16), HOST)).toMatchObject({ page: 1, columns: 16 });
    ask(add(0));
    ask(begin(), HOST);
    expect(effectOf(begin(12), HOST)).toMatchObject({ page: 2, columns: 12 });
    expect(Object.keys(state.pages)).toEqual(['1', '2']);
  });

  it('R1 has no fewer cells than before where it is begun anew: ink may be on its way', () => {
    ask(begin(16), HOST);
    expect(effectOf(begin(8), HOST)).toMatchObject({ page: 1, columns: 8, rows: 2 * PAGE_ROWS });
    expect(codeOf(add(2 * PAGE_ROWS * 8 - 1))).toBe('ok');
  });

  it('is begun by anybody where the last one is full and can grow no further', () => {
    const limits = { pageRowsMax: PAGE_ROWS };
    for (let cell = 0; cell < 39; cell++) ask(add(cell), HOST, { limits });
    expect(codeOf(begin(), ANN, { limits })).toBe('host_only');
    ask(add(39), HOST, { limits });
    expect(codeOf(begin(), ANN, { limits })).toBe('ok');
    expect(codeOf(begin(), ANN, { limits })).toBe('host_only');
  });

  it('is refused beyond as many as a room may have', () => {
    const limits = { pagesMax: 2 };
    ask(add(0));
    ask(begin(), HOST);
    ask(add(0));
    expect(errorOf(begin(), HOST, { limits })).toMatchObject({ code: 'too_many_pages', details: { max: 2 } });
  });

  it('R10 keeps all that is on it when another one is opened, and is written on all the same', () => {
    ask(add(1, 'stroke-a'));
    ask(begin(), HOST);
    const late = { ...add(1, 'stroke-b'), page: 1 };
    expect(effectOf(late)).toMatchObject({ page: 1, cell: 1, revision: 2 });
    expect(codeOf({ ...labelCell(1, 7), page: 1 }, BOB)).toBe('ok');
    expect(strokesIn(1, 1)).toEqual(['ann-0000/stroke-a', 'ann-0000/stroke-b']);
    expect(labelIn(1, 1)).toMatchObject({ value: 7 });
    expect(strokesIn(1)).toEqual([]);
    expect(effectOf(turn(1), HOST)).toStrictEqual({
      kind: 'page.turn',
      page: 1,
      turned: { by: HOST.id, at: clock, from: 2 },
    });
    expect(pageOf(state, state.page).cells[1]!.strokes).toHaveLength(2);
  });

  it('is opened by hosts alone, and proposed by everybody, until one is opened', () => {
    ask(add(0));
    expect(codeOf(turn(1))).toBe('host_only');
    expect(errorOf(turn(2), HOST)).toMatchObject({ code: 'page_not_found', details: { last: 1 } });
    expect(effectOf({ kind: 'page.suggest', page: 2 })).toStrictEqual({
      kind: 'page.suggest',
      suggested: { by: ANN.id, at: clock, page: 2 },
    });
    expect(codeOf({ kind: 'page.suggest', page: 3 })).toBe('page_not_found');
    expect(state.suggested).toMatchObject({ page: 2 });
    ask(begin(), HOST);
    expect(state.suggested).toBeNull();
  });
});
