import { describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  addBegun,
  ask,
  BOB,
  begin,
  bytesOf,
  CLEO,
  cellIn,
  clear,
  codeOf,
  effectOf,
  errorOf,
  grow,
  HOST,
  ink,
  inkKept,
  remove,
  restore,
  state,
  strokesIn,
} from '../../../../tests/support/law.ts';
import { PAGE_ROWS } from '../page.js';
import { STROKE_BYTES } from './ledger.js';
import { mayRemove } from './rights.js';
import { pageOf } from './state.js';

describe('stroke.add', () => {
  it('names a stroke by its author and the id that it was given, and puts it last in its cell', () => {
    ask(add(3, 'stroke-b'), BOB);
    const effect = effectOf(add(3, 'stroke-a'));
    expect(effect).toStrictEqual({
      kind: 'stroke.add',
      id: 'ann-0000/stroke-a',
      page: 1,
      cell: 3,
      revision: 2,
      facts: { bytes: { 'ann-0000/stroke-a': bytesOf(ink()) } },
    });
    expect(strokesIn(3)).toEqual(['bob-0000/stroke-b', 'ann-0000/stroke-a']);
    expect(inkKept()['ann-0000/stroke-a']).toEqual({ page: 1, cell: 3, bytes: bytesOf(ink()), samples: 0 });
  });

  it('R10 lets two people who give the same id both keep their stroke, in one cell or two', () => {
    ask(add(3, 'stroke-a'));
    expect(codeOf(add(3, 'stroke-a'), BOB)).toBe('ok');
    expect(codeOf(add(4, 'stroke-a'), CLEO)).toBe('ok');
    expect(strokesIn(3)).toEqual(['ann-0000/stroke-a', 'bob-0000/stroke-a']);
    expect(strokesIn(4)).toEqual(['cleo-000/stroke-a']);
    ask(remove(3, 'bob-0000/stroke-a'), BOB);
    expect(strokesIn(3)).toEqual(['ann-0000/stroke-a']);
  });

  it('is refused under an id that lies on the page already, in its cell or another', () => {
    ask(add(3, 'stroke-a'));
    for (const cell of [3, 4])
      expect(errorOf(add(cell, 'stroke-a'))).toMatchObject({
        code: 'stroke_exists',
        details: { id: 'ann-0000/stroke-a' },
      });
    expect(strokesIn(3)).toHaveLength(1);
  });

  it('is refused where its cell is full', () => {
    const limits = { cellStrokesMax: 2 };
    for (const who of [ANN, BOB]) expect(codeOf(add(3), who, { limits })).toBe('ok');
    expect(errorOf(add(3), HOST, { limits })).toMatchObject({ code: 'cell_full', details: { max: 2 } });
    expect(codeOf(add(4), HOST, { limits })).toBe('ok');
    ask(remove(3, strokesIn(3)[0]!), HOST);
    expect(codeOf(add(3), HOST, { limits })).toBe('ok');
  });

  it('R10 leaves the last quarter of a page to those who have begun less than an eighth of it; a host may write everywhere', () => {
    for (let cell = 0; cell < 30; cell++) expect(codeOf(add(cell)), `${cell}`).toBe('ok');
    expect(pageOf(state, 1).rows).toBe(PAGE_ROWS);
    expect(codeOf(add(30))).toBe('too_many_cells');
    expect(codeOf(add(29))).toBe('ok');
    // It would grow for others, but not beyond this.
    const limits = { pageRowsMax: PAGE_ROWS };
    for (let cell = 30; cell < 35; cell++) expect(codeOf(add(cell), BOB, { limits })).toBe('ok');
    expect(codeOf(add(35), BOB, { limits })).toBe('too_many_cells');
    expect(codeOf(add(35), CLEO, { limits })).toBe('ok');
    expect(codeOf(add(36), HOST, { limits })).toBe('ok');
    ask(grow(), ANN);
    expect(codeOf(add(37))).toBe('too_many_cells');
    ask(clear(0));
    ask(clear(1));
    expect(codeOf(add(0))).toBe('ok');
    expect(codeOf(add(1))).toBe('too_many_cells');
  });

  describe('R7 takes ink up to what may be held', () => {
    const one = bytesOf(ink()) + STROKE_BYTES;
    // Room for two strokes of one person, for four on a page, and six in all.
    const limits = { personInkShare: 0.5, keptInkShare: 0, pageInkBytesMax: 4 * one, roomInkBytesMax: 6 * one };

    it('of one person', () => {
      for (const cell of [0, 1]) expect(codeOf(add(cell), ANN, { limits })).toBe('ok');
      expect(errorOf(add(2), ANN, { limits })).toMatchObject({
        code: 'own_ink_full',
        details: { maxBytes: 2 * one, page: 1 },
      });
      ask(remove(0, strokesIn(0)[0]!));
      expect(codeOf(add(2), ANN, { limits })).toBe('ok');
      for (const cell of [3, 4]) expect(codeOf(add(cell), HOST, { limits })).toBe('ok');
      expect(codeOf(add(5), HOST, { limits })).toBe('page_ink_full');
    });

    it('of a page', () => {
      for (const who of [ANN, BOB]) for (const cell of [0, 1]) expect(codeOf(add(cell), who, { limits })).toBe('ok');
      expect(errorOf(add(2), CLEO, { limits })).toMatchObject({
        code: 'page_ink_full',
        details: { maxBytes: 4 * one },
      });
      ask(begin(), HOST);
      expect(codeOf(add(2), CLEO, { limits })).toBe('ok');
    });

    it('and what its author has cleared of their own gives way to more of it, others’ does not (R10)', () => {
      for (const cell of [0, 1]) ask(add(cell), ANN, { limits });
      ask(clear(0), ANN, { opId: 'cleared-0' });
      expect(effectOf(add(2), ANN, { limits })).toMatchObject({ gaveWay: [{ page: 1, clearing: 'cleared-0' }] });
      expect(pageOf(state, 1).cleared).toEqual([]);
      expect(Object.keys(inkKept())).toHaveLength(2);
      ask(clear(1), HOST, { opId: 'cleared-1' });
      expect(codeOf(add(3), ANN, { limits })).toBe('own_ink_full');
      expect(pageOf(state, 1).cleared).toHaveLength(1);
    });

    it('of a room and of one person in it, over all pages', () => {
      for (const who of [ANN, BOB]) for (const cell of [0, 1]) ask(add(cell), who, { limits });
      for (const cell of [0, 1]) ask({ kind: 'cell.label', page: 1, cell, label: 7 });
      ask(begin(), HOST);
      expect(codeOf(add(0), ANN, { limits })).toBe('ok');
      expect(errorOf(add(0), ANN, { limits })).toMatchObject({ code: 'own_ink_full', details: { maxBytes: 3 * one } });
      expect(codeOf(add(0), CLEO, { limits })).toBe('ok');
      expect(errorOf(add(0), CLEO, { limits })).toMatchObject({
        code: 'room_ink_full',
        details: { maxBytes: 6 * one },
      });
    });

    it('but ink that is kept comes back all the same', () => {
      ask(add(0, 'stroke-a'));
      ask({ kind: 'cell.label', page: 1, cell: 0, label: 7 });
      ask(clear(0));
      ask(add(9), ANN);
      ask(clear(9), ANN, { limits: { clearingsKept: 1 } });
      expect(codeOf(add(0, 'stroke-a'), ANN, { limits: { ...limits, pageInkBytesMax: 1 } })).toBe('ok');
    });
  });

  it('may come again after it was taken back, wherever', () => {
    ask(add(3, 'stroke-a'));
    ask(remove(3, 'ann-0000/stroke-a'));
    expect(codeOf(add(4, 'stroke-a'))).toBe('ok');
    ask(remove(4, 'ann-0000/stroke-a'));
    expect(codeOf(add(3, 'stroke-a'))).toBe('ok');
    expect(cellIn(3)!.revision).toBe(3);
    ask(clear(3));
    // What was cleared is restored as it was, and does not come a second time.
    expect(codeOf(add(3, 'stroke-a'))).toBe('stroke_exists');
  });
});

describe('a stroke in a cell that its author found empty', () => {
  it('goes to the nearest free cell where somebody else was faster, and its digit’s further strokes follow', () => {
    ask(addBegun(9, 'stroke-b'), BOB);
    for (const cell of [1, 8, 10]) ask(add(cell), CLEO);
    expect(effectOf(addBegun(9, 'stroke-a'))).toMatchObject({ cell: 17, revision: 1 });
    expect(effectOf(addBegun(9, 'stroke-c', 'stroke-a'))).toMatchObject({ cell: 17, revision: 2 });
    expect(strokesIn(9)).toEqual(['bob-0000/stroke-b']);
  });

  it('stays where its author has written already, and where it was not empty to them', () => {
    ask(add(9, 'stroke-a'));
    ask(add(9, 'stroke-b'), BOB);
    expect(effectOf(addBegun(9, 'stroke-c'))).toMatchObject({ cell: 9 });
    expect(effectOf(add(9, 'stroke-d'), CLEO)).toMatchObject({ cell: 9 });
  });

  it('goes to another row where nothing is free, and stays where the page can grow no further', () => {
    for (let cell = 0; cell < 40; cell++) ask(add(cell), HOST, { limits: { pageFreeRows: 0 } });
    expect(effectOf(addBegun(39, 'stroke-a'), ANN, { limits: { pageFreeRows: 0 } })).toMatchObject({
      cell: 47,
      rows: PAGE_ROWS + 1,
    });
    for (let cell = 40; cell < 47; cell++) ask(add(cell), HOST, { limits: { pageFreeRows: 0 } });
    const limits = { pageFreeRows: 0, pageRowsMax: PAGE_ROWS + 1 };
    expect(effectOf(addBegun(39, 'stroke-b'), BOB, { limits })).toMatchObject({ cell: 39 });
  });
});

describe('a page', () => {
  it('has two rows of free cells as long as it can grow', () => {
    for (let cell = 0; cell < 24; cell++) ask(add(cell), HOST);
    expect(pageOf(state, 1).rows).toBe(PAGE_ROWS);
    expect(effectOf(add(24), HOST)).toMatchObject({ rows: PAGE_ROWS + 1 });
    for (let cell = 25; cell < 300; cell++) ask(add(cell), HOST);
    expect(pageOf(state, 1).rows).toBe(40);
    expect(codeOf(add(319), HOST)).toBe('ok');
  });

  it('takes a hundred people who begin one after another, each in a cell of their own', () => {
    const people = Array.from({ length: 100 }, (_, i) => ({ id: `person-${i}`, name: `${i}`, watches: false }));
    // All of them have seen an empty page, and want the same cell.
    for (const who of people) expect(codeOf(addBegun(3, 'stroke-a'), who), who.id).toBe('ok');
    const cells = Object.values(pageOf(state, 1).cells).map(({ strokes }) => strokes.length);
    expect(cells).toEqual(Array(100).fill(1));
  });
});

describe('stroke.remove', () => {
  it('R9 takes back one’s own strokes, a host’s anybody’s', () => {
    for (const id of ['stroke-a', 'stroke-b', 'stroke-c']) ask(add(5, id));
    expect(errorOf(remove(5, 'ann-0000/stroke-a'), BOB)).toMatchObject({
      code: 'not_your_stroke',
      details: { id: 'ann-0000/stroke-a' },
    });
    expect(effectOf(remove(5, 'ann-0000/stroke-a'))).toStrictEqual({
      kind: 'stroke.remove',
      page: 1,
      cell: 5,
      ids: ['ann-0000/stroke-a'],
      revision: 4,
    });
    expect(effectOf(remove(5, 'ann-0000/stroke-b'), HOST, { opId: 'erased-00' })).toMatchObject({ kind: 'ink.clear' });
    expect(strokesIn(5)).toEqual(['ann-0000/stroke-c']);
    // R10: what a host takes of others can be brought back.
    expect(Object.keys(inkKept())).toEqual(['ann-0000/stroke-b', 'ann-0000/stroke-c']);
    expect(codeOf(restore('erased-00'))).toBe('ok');
    expect(strokesIn(5)).toEqual(['ann-0000/stroke-c', 'ann-0000/stroke-b']);
  });

  it('takes back none where one of them is somebody else’s', () => {
    ask(add(5, 'stroke-a'));
    ask(add(5, 'stroke-b'), BOB);
    expect(codeOf(remove(5, 'ann-0000/stroke-a', 'bob-0000/stroke-b'))).toBe('not_your_stroke');
    expect(strokesIn(5)).toHaveLength(2);
  });

  it('passes over what is gone, lies in another cell or is named twice', () => {
    ask(add(5, 'stroke-a'));
    ask(add(6, 'stroke-b'));
    ask(add(6, 'stroke-c'), BOB);
    const wanted = ['ann-0000/stroke-a', 'ann-0000/stroke-a', 'ann-0000/gone-000', 'ann-0000/stroke-b'];
    const effect = effectOf(remove(5, ...wanted, 'bob-0000/stroke-c'));
    expect(effect).toMatchObject({ cell: 5, ids: ['ann-0000/stroke-a'] });
    expect(strokesIn(6)).toHaveLength(2);
  });

  it('is refused where nothing is left to take back', () => {
    ask(add(5, 'stroke-a'));
    expect(codeOf(remove(5, 'ann-0000/gone-000'))).toBe('stroke_not_found');
    expect(codeOf(remove(6, 'ann-0000/stroke-a'))).toBe('stroke_not_found');
    ask(remove(5, 'ann-0000/stroke-a'));
    expect(codeOf(remove(5, 'ann-0000/stroke-a'))).toBe('stroke_not_found');
  });

  it('leaves the others in the order of the log', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `stroke-${(i * 7) % 20}`);
    for (const id of ids) ask(add(2, id));
    ask(remove(2, 'ann-0000/stroke-13', 'ann-0000/stroke-7'));
    const left = ids.filter((id) => id !== 'stroke-13' && id !== 'stroke-7');
    expect(strokesIn(2)).toEqual(left.map((id) => `ann-0000/${id}`));
  });

  it('is offered to those whom the law lets', () => {
    const may = (role: 'host' | 'writer' | 'viewer', id: string) => mayRemove({ id, role }, 'ann-0000/stroke-a');
    expect([may('host', 'bob-0000'), may('writer', 'ann-0000')]).toEqual([true, true]);
    expect([may('writer', 'bob-0000'), may('writer', 'ann-00'), may('viewer', 'ann-0000')]).toEqual(
      Array(3).fill(false),
    );
  });
});

describe('the title and the framing', () => {
  it('are what a host says', () => {
    expect(effectOf({ kind: 'room.title', title: 'Class 3b' }, HOST)).toStrictEqual({
      kind: 'room.title',
      title: 'Class 3b',
    });
    expect(state).toMatchObject({ title: 'Class 3b', generation: 0 });
    expect(effectOf({ kind: 'room.framing', framing: 'centred' }, HOST)).toStrictEqual({
      kind: 'room.framing',
      framing: 'centred',
      generation: 1,
    });
    expect(state).toMatchObject({ framing: 'centred', generation: 1 });
  });
});
