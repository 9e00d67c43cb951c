import { beforeEach, describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  begin,
  bytesOf,
  CLEO,
  clear,
  codeOf,
  draw,
  effectOf,
  errorOf,
  HOST,
  ink,
  inkKept,
  labelCell,
  labelIn,
  labels,
  ledger,
  parts,
  remove,
  restore,
  samples,
  state,
  strokesIn,
  withdraw,
} from '../../../../tests/support/law.ts';
import type { Label } from '../protocol/samples.js';

describe('samples.withdraw', () => {
  it('takes all that somebody labelled, wherever it was made, and moves the counters', () => {
    for (const cell of [0, 1, 2, 3]) ask(add(cell), CLEO);
    ask(labelCell(0, 7), BOB);
    ask(clear(0), HOST);
    ask(labelCell(1, 7), BOB);
    ask(labelCell(2, 'not-a-digit'), BOB);
    ask(labelCell(3, 3), ANN);
    const effect = effectOf(withdraw(BOB.id, 'labelled'), HOST);
    expect(effect).toMatchObject({
      personId: BOB.id,
      role: 'labelled',
      count: 3,
      cells: [
        [1, 1],
        [1, 2],
      ],
    });
    expect(labels()).toEqual([3]);
    expect(state.samples).toEqual({ training: 1, holdout: 0, perDigit: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0], notDigits: 0 });
    expect([1, 2, 3].map((cell) => labelIn(cell)?.value)).toEqual([undefined, undefined, 3]);
    // Nothing of it comes again with the next stroke.
    ask(add(1), CLEO);
    expect(labels()).toEqual([3]);
    // The ink of the cleared cell is kept for the clearing alone now.
    expect(Object.values(inkKept()).filter(({ cell }) => cell === 0)).toMatchObject([{ samples: 0 }]);
  });

  it('takes what was made on other pages, too', () => {
    ask(add(0));
    ask(labelCell(0, 7), BOB);
    ask(begin(), HOST);
    expect(effectOf(withdraw(BOB.id, 'labelled'), BOB)).toMatchObject({ count: 1, cells: [[1, 0]] });
    expect([samples(), labelIn(0, 1), ledger.sampleBytes]).toEqual([[], null, 0]);
  });

  it('takes all that holds somebody’s writing, also beside that of others', () => {
    draw({ [ANN.id]: 'training', [BOB.id]: 'training' });
    ask(add(0));
    ask(add(1));
    ask(add(1), BOB);
    ask(add(2), BOB);
    for (const cell of [0, 1, 2] as const) ask(labelCell(cell, cell), HOST);
    expect(effectOf(withdraw(BOB.id, 'written'), BOB)).toMatchObject({
      count: 2,
      cells: [
        [1, 1],
        [1, 2],
      ],
    });
    expect(labels()).toEqual([0]);
    expect(labelIn(0)).not.toBeNull();
    expect(state.samples).toMatchObject({ training: 1, perDigit: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
  });

  it('takes what somebody labelled and nothing that they wrote, and the other way round', () => {
    ask(add(0));
    ask(labelCell(0, 1), CLEO);
    draw({ [CLEO.id]: 'training' });
    ask(add(1), CLEO);
    ask(labelCell(1, 2));
    ask(withdraw(CLEO.id, 'labelled'), CLEO);
    expect(labels()).toEqual([2]);
    ask(withdraw(CLEO.id, 'written'), CLEO);
    expect(labels()).toEqual([]);
  });

  it('takes nothing of people whose id begins alike', () => {
    const alike = ['bob-0000', 'bob-00001', 'bob-0000-x'].map((id) => ({ ...BOB, id }));
    draw(Object.fromEntries(alike.map(({ id }) => [id, 'training'])));
    for (const [cell, who] of alike.entries()) {
      ask(add(cell), who);
      ask(labelCell(cell, cell as Label), who);
    }
    ask(withdraw('bob-0000', 'labelled'), HOST);
    expect(labels()).toEqual([1, 2]);
    ask(withdraw('bob-00001', 'written'), HOST);
    expect(labels()).toEqual([2]);
  });

  it('takes back a label that made no sample with whoever made it, not with who wrote there', () => {
    draw({ [ANN.id]: 'training', [BOB.id]: 'holdout' });
    ask(add(0));
    ask(add(0), BOB);
    ask(labelCell(0, 1), CLEO);
    expect(errorOf(withdraw(ANN.id, 'written'), HOST).code).toBe('samples_not_found');
    expect(effectOf(withdraw(CLEO.id, 'labelled'), HOST)).toMatchObject({ count: 0, cells: [[1, 0]] });
    expect(labelIn(0)).toBeNull();
  });

  it('says when there is nothing to take', () => {
    for (const role of ['labelled', 'written'] as const)
      expect(errorOf(withdraw(BOB.id, role), BOB).code).toBe('samples_not_found');
    ask(add(0), BOB);
    expect(errorOf(withdraw(BOB.id, 'written'), BOB).code).toBe('samples_not_found');
    ask(labelCell(0, 1), BOB);
    ask(withdraw(BOB.id, 'labelled'), BOB);
    expect(errorOf(withdraw(BOB.id, 'labelled'), BOB).code).toBe('samples_not_found');
  });

  it('makes room again in a room that somebody filled', () => {
    const limits = { samplesPerRoomMax: 2 };
    for (const cell of [0, 1, 2]) ask(add(cell));
    for (const cell of [0, 1]) ask(labelCell(cell, 7), BOB);
    expect(codeOf(labelCell(2, 2), HOST, { limits })).toBe('too_many_samples');
    ask(withdraw(BOB.id, 'labelled'), HOST);
    expect(codeOf(labelCell(2, 2), HOST, { limits })).toBe('ok');
    expect(samples()).toHaveLength(1);
  });

  it('does not draw parts anew', () => {
    draw({ [BOB.id]: 'holdout' });
    ask(add(0), BOB);
    ask(labelCell(0, 1));
    ask(withdraw(BOB.id, 'written'), BOB);
    expect(parts()).toEqual({ [BOB.id]: 'holdout' });
  });
});

describe('ink that a sample keeps once its clearing is forgotten', () => {
  beforeEach(() => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    ask(clear(1));
    ask(add(9, 'stroke-z'));
    ask(clear(9), ANN, { opId: 'cleared-9', limits: { clearingsKept: 1 } });
    ask(restore('cleared-9'));
    ask(remove(9, 'ann-0000/stroke-z'));
  });

  it('comes back under its id, into the same cell', () => {
    expect(effectOf(add(1, 'stroke-a'))).toMatchObject({ id: 'ann-0000/stroke-a', revision: 3 });
    expect(strokesIn(1)).toEqual(['ann-0000/stroke-a']);
    expect(inkKept()).toEqual({ 'ann-0000/stroke-a': { page: 1, cell: 1, bytes: bytesOf(ink()), samples: 1 } });
    expect(codeOf(add(1, 'stroke-a'))).toBe('stroke_exists');
  });

  it('does not bring them into another cell, nor onto another page: a sample names them where they were', () => {
    expect(codeOf(add(2, 'stroke-a'))).toBe('stroke_exists');
    ask(begin(), HOST);
    for (const cell of [1, 2]) expect(codeOf(add(cell, 'stroke-a'))).toBe('stroke_exists');
    expect(codeOf(add(1, 'stroke-a'), BOB)).toBe('ok');
  });

  it('labelled again makes another sample of the same ink, which stays until both are gone', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 3), BOB, { opId: 'labelled-2' });
    expect([...ledger.samples.entries()].map(([id, { label }]) => [id, label])).toEqual([
      ['labelled-1', 7],
      ['labelled-2', 3],
    ]);
    expect(inkKept()['ann-0000/stroke-a']!.samples).toBe(2);
    ask(clear(1), ANN, { opId: 'cleared-1' });
    ask(withdraw(ANN.id, 'labelled'));
    expect(inkKept()['ann-0000/stroke-a']!.samples).toBe(1);
    ask(withdraw(BOB.id, 'labelled'), BOB);
    expect(inkKept()['ann-0000/stroke-a']!.samples).toBe(0);
    ask(restore('cleared-1'));
    ask(remove(1, 'ann-0000/stroke-a'));
    expect(inkKept()).toEqual({});
    expect(codeOf(add(2, 'stroke-a'))).toBe('ok');
  });

  it('taken back once more leaves the ink to the sample', () => {
    ask(add(1, 'stroke-a'));
    ask(remove(1, 'ann-0000/stroke-a'));
    expect(inkKept()['ann-0000/stroke-a']).toMatchObject({ samples: 1 });
    expect(labels()).toEqual([7]);
  });

  it('R10 brings the ink as it was: what a sample names never changes', () => {
    const other = { width: 23, points: Array.from({ length: 30 }, (_, i) => [i, i, 0.5, i]).flat() };
    ask({ kind: 'stroke.add', page: 1, stroke: { id: 'stroke-a', cell: 1, ...other } });
    expect(inkKept()['ann-0000/stroke-a']!.bytes).toBe(bytesOf(ink()));
  });
});
