import { describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  CLEO,
  cellIn,
  clear,
  codeOf,
  draw,
  effectOf,
  HOST,
  inkKept,
  labelCell,
  labelIn,
  remove,
  restore,
  samples,
  state,
  strokesIn,
  VERA,
  withdraw,
} from '../../../../tests/support/law.ts';
import { freeCells, pageOf } from './state.js';

const cleared = () => pageOf(state, 1).cleared;

describe('ink.clear', () => {
  it('R10 leaves the strokes of others when a writer asks for it; a host clears it all', () => {
    ask(add(5, 'stroke-a'));
    ask(add(5, 'stroke-b'), BOB);
    expect(effectOf(clear(5), ANN, { opId: 'cleared-0' })).toMatchObject({
      kind: 'ink.clear',
      page: 1,
      clearing: { id: 'cleared-0', by: ANN.id, cells: [{ cell: 5, strokes: ['ann-0000/stroke-a'], isWhole: false }] },
      revisions: [3],
    });
    expect(strokesIn(5)).toEqual(['bob-0000/stroke-b']);
    ask(add(5, 'stroke-c'));
    expect(effectOf(clear(5), HOST)).toMatchObject({
      clearing: { cells: [{ strokes: ['bob-0000/stroke-b', 'ann-0000/stroke-c'], isWhole: true }] },
      revisions: [5],
    });
    expect(strokesIn(5)).toEqual([]);
    expect(Object.keys(inkKept())).toHaveLength(3);
  });

  it('is refused where all is somebody else’s, or nothing there', () => {
    ask(add(5, 'stroke-a'));
    expect(codeOf(clear(5), BOB)).toBe('not_your_stroke');
    expect(codeOf(clear(6))).toBe('cell_empty');
    ask(clear(5));
    expect(codeOf(clear(5))).toBe('cell_empty');
    expect(codeOf(clear(), HOST)).toBe('cell_empty');
  });

  it('takes a whole page, or one person’s ink on it, of all for a host and of one’s own for a writer', () => {
    const write = () => {
      ask(add(1));
      for (const who of [ANN, BOB]) ask(add(2), who);
    };
    write();
    expect(effectOf(clear(undefined, ANN.id), HOST)).toMatchObject({ clearing: { cells: [{ cell: 1 }, { cell: 2 }] } });
    expect([1, 2].map((cell) => strokesIn(cell).length)).toEqual([0, 1]);
    expect(codeOf(clear(undefined, BOB.id))).toBe('not_your_stroke');
    write();
    ask(clear(), BOB);
    expect([1, 2].map((cell) => strokesIn(cell).length)).toEqual([1, 1]);
    ask(clear(), HOST);
    expect([1, 2].map((cell) => strokesIn(cell).length)).toEqual([0, 0]);
  });

  it('R10 forgets only what somebody has cleared of their own, and then the oldest', () => {
    const limits = { clearingsKept: 2 };
    ask(add(9), BOB);
    ask(clear(9), HOST, { opId: 'of-others', limits });
    for (const nth of [0, 1, 2]) {
      ask(add(nth));
      ask(clear(nth), ANN, { opId: `cleared-${nth}`, limits });
    }
    expect(cleared().map(({ id }) => id)).toEqual(['of-others', 'cleared-1', 'cleared-2']);
    expect(Object.keys(inkKept())).toHaveLength(3);
    expect(codeOf(restore('cleared-0'))).toBe('nothing_to_restore');
  });
});

describe('ink.restore', () => {
  it('brings a cell back with what was said of it, once', () => {
    for (const id of ['stroke-a', 'stroke-b']) ask(add(5, id));
    ask(labelCell(5, 7), BOB);
    const said = labelIn(5);
    const [sample] = samples();
    ask(clear(5), HOST, { opId: 'cleared-0' });
    expect(samples()).toEqual([sample]);
    expect(codeOf(restore('cleared-0'), ANN)).toBe('ok');
    expect(cellIn(5)).toMatchObject({ strokes: ['ann-0000/stroke-a', 'ann-0000/stroke-b'], label: said, revision: 4 });
    expect(samples()).toEqual([sample]);
    expect(cleared()).toEqual([]);
    expect(codeOf(restore('cleared-0'), ANN)).toBe('nothing_to_restore');
  });

  it('R10 is for who cleared it, for a host, and for authors of what is theirs', () => {
    for (const who of [ANN, BOB]) ask(add(5), who);
    ask(clear(5), HOST, { opId: 'cleared-0' });
    expect(codeOf(restore('cleared-0'), CLEO)).toBe('not_your_stroke');
    expect(codeOf(restore('cleared-0'), VERA)).toBe('viewer_read_only');
    expect(codeOf(restore('cleared-0'), BOB)).toBe('ok');
    expect(strokesIn(5)).toHaveLength(1);
    expect(cleared()).toMatchObject([{ cells: [{ strokes: [expect.stringContaining(ANN.id)] }] }]);
    expect(codeOf(restore('cleared-0'), HOST)).toBe('ok');
    expect(cleared()).toEqual([]);
  });

  it('goes to a free cell where another digit is written in its own by now', () => {
    ask(add(5, 'stroke-a'));
    ask(clear(5), HOST, { opId: 'cleared-0' });
    ask(add(5, 'stroke-b'), BOB);
    expect(effectOf(restore('cleared-0'))).toMatchObject({ cells: [{ from: 5, cell: 4 }] });
    expect(strokesIn(5)).toEqual(['bob-0000/stroke-b']);
    expect(strokesIn(4)).toEqual(['ann-0000/stroke-a']);
    ask(remove(4, 'ann-0000/stroke-a'));
    expect(Object.keys(inkKept())).toEqual(['bob-0000/stroke-b']);
  });

  it('puts one’s own strokes back beside those of others that were left', () => {
    ask(add(5, 'stroke-a'));
    ask(add(5, 'stroke-b'), BOB);
    draw({ [ANN.id]: 'training', [BOB.id]: 'training' });
    ask(labelCell(5, 7), BOB);
    ask(clear(5), ANN, { opId: 'cleared-0' });
    expect(samples()).toMatchObject([{ strokes: ['bob-0000/stroke-b'] }]);
    ask(restore('cleared-0'));
    expect(strokesIn(5)).toEqual(['bob-0000/stroke-b', 'ann-0000/stroke-a']);
    expect(samples()).toMatchObject([{ strokes: ['bob-0000/stroke-b', 'ann-0000/stroke-a'] }]);
  });

  it('leaves out a label whose sample was withdrawn meanwhile', () => {
    ask(add(5));
    ask(labelCell(5, 7), BOB);
    ask(clear(5), HOST, { opId: 'cleared-0' });
    ask(withdraw(BOB.id, 'labelled'), BOB);
    ask(restore('cleared-0'));
    expect(labelIn(5)).toBeNull();
  });

  it('brings a page back, with more rows where it has to be', () => {
    for (let cell = 0; cell < 20; cell++) ask(add(cell), cell % 2 ? ANN : BOB);
    ask(clear(), HOST, { opId: 'cleared-0' });
    for (let cell = 0; cell < 40; cell++) ask(add(cell), HOST, { limits: { pageFreeRows: 0 } });
    ask(restore('cleared-0'), HOST);
    const { rows, cells } = pageOf(state, 1);
    expect(Object.values(cells).filter(({ strokes }) => strokes.length === 1)).toHaveLength(60);
    expect(rows).toBe(10);
    expect(cleared()).toEqual([]);
  });

  it('R10 R7 leaves others room: who has begun much of a page gets no more cells back than they could begin', () => {
    const limits = { pageRowsMax: 5 };
    // What one may begin of forty cells, until a fourth is left; twice.
    const write = () => {
      let cell = 0;
      while (codeOf(add(cell), BOB, { limits }) === 'ok') cell++;
      return cell;
    };
    const begun = write();
    effectOf(clear(), BOB, { opId: 'all-of-it', limits });
    expect(write()).toBe(begun);
    expect(codeOf(restore('all-of-it'), BOB, { limits })).toBe('too_many_cells');
    ask(clear(0), BOB, { limits });
    expect(codeOf(restore('all-of-it'), BOB, { limits })).toBe('ok');
    expect(freeCells(pageOf(state, 1))).toBe(40 - begun);
    expect(codeOf(add(39), CLEO, { limits })).toBe('ok');
  });
});
