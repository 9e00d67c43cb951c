import { describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  addBegun,
  ask,
  BOB,
  begin,
  cellIn,
  clock,
  codeOf,
  effectOf,
  HOST,
  pass,
  remove,
  state,
  strokesIn,
  turn,
  VERA,
} from '../../../../tests/support/law.ts';
import type { Operation } from '../protocol/operations.js';
import { AFTER_THE_BELL_MS, dictatedCells, isOver } from './challenge.js';

const dictate = (number = '407', seconds = 20): Operation => ({ kind: 'challenge.start', number, seconds });
const END: Operation = { kind: 'challenge.end' };
const CLOSE: Operation = { kind: 'challenge.close' };

const nthIn = (cell: number) => cellIn(cell)?.dictated?.nth ?? null;

describe('challenge.start', () => {
  it('dictates a number on the open page, until so many seconds after it', () => {
    const effect = effectOf(dictate(), HOST);
    const challenge = { number: '407', by: HOST.id, page: 1, at: clock, until: clock + 20_000 };
    expect(effect).toStrictEqual({ kind: 'challenge.start', challenge });
    expect(state.challenge).toStrictEqual(challenge);
  });

  it('is a host’s to do, like its end (R9)', () => {
    expect([codeOf(dictate()), codeOf(dictate(), VERA)]).toEqual(['host_only', 'viewer_read_only']);
    ask(dictate(), HOST);
    expect([codeOf(END), codeOf(CLOSE, BOB)]).toEqual(['host_only', 'host_only']);
  });

  it('waits for the end of another one, and takes its score away then', () => {
    ask(dictate('407', 20), HOST);
    expect(codeOf(dictate('8'), HOST)).toBe('challenge_running');
    pass(20_000);
    expect(codeOf(dictate('8'), HOST)).toBe('ok');
    expect(state.challenge?.number).toBe('8');
  });
});

describe('challenge.end', () => {
  it('rings the bell before its time', () => {
    ask(dictate('407', 20), HOST);
    expect(isOver(state.challenge!, clock)).toBe(false);
    ask(END, HOST);
    expect(isOver(state.challenge!, clock)).toBe(true);
  });

  it('leaves one that is over as it was: bell and host may come at the same time', () => {
    ask(dictate('407', 20), HOST);
    const { until } = state.challenge!;
    pass(30_000);
    ask(END, HOST);
    expect(state.challenge?.until).toBe(until);
  });

  it('may come twice, from two hosts, like taking the score away', () => {
    ask(dictate('407', 20), HOST);
    for (const op of [END, END, CLOSE, CLOSE, END]) expect(codeOf(op, HOST)).toBe('ok');
    expect(state.challenge).toBeNull();
  });
});

describe('what takes a challenge off all screens', () => {
  it.each<[string, () => Operation]>([
    ['its host, who closes it', () => CLOSE],
    ['another page, which is opened', () => turn()],
    ['a page that is begun', () => begin()],
  ])('is %s', (_, op) => {
    ask(dictate(), HOST);
    ask(op(), HOST);
    expect(state.challenge).toBeNull();
    expect(codeOf(add(5), ANN)).toBe('ok');
    expect(nthIn(5)).toBeNull();
  });
});

describe('what counts for a challenge', () => {
  it('is what people begin in empty cells meanwhile: a digit a cell, in the order in which they write', () => {
    ask(add(0), ANN);
    ask(dictate('407'), HOST);
    ask(add(0), ANN);
    for (const cell of [3, 4, 5, 6]) ask(add(cell), ANN);
    ask(add(7), BOB);
    ask(add(3), ANN);
    expect([0, 3, 4, 5, 6, 7].map(nthIn)).toEqual([null, 0, 1, 2, null, 0]);
    const cells = dictatedCells(state, state.challenge!);
    expect(cells.map(({ by, digit }) => [by, digit])).toEqual([
      [ANN.id, 4],
      [ANN.id, 0],
      [ANN.id, 7],
      [BOB.id, 4],
    ]);
  });

  it('goes with the ink, and the digit that was taken back is the next one to write', () => {
    ask(dictate('407'), HOST);
    ask(add(0), ANN);
    ask(add(1, 'zero'), ANN);
    ask(add(2), ANN);
    ask(remove(1, `${ANN.id}/zero`), ANN);
    expect(cellIn(1)?.dictated).toBeUndefined();
    ask(add(9), ANN);
    expect([0, 2, 9].map(nthIn)).toEqual([0, 2, 1]);
  });

  it('stays with a digit of several strokes of which one is taken back', () => {
    ask(dictate('407'), HOST);
    ask(add(0), ANN);
    ask(add(0, 'second'), ANN);
    ask(remove(0, `${ANN.id}/second`), ANN);
    expect(nthIn(0)).toBe(0);
  });

  it('follows a digit to the cell that it goes to, where somebody else was faster', () => {
    ask(dictate('407'), HOST);
    ask(addBegun(0, 'bob-four'), BOB);
    ask(addBegun(0, 'ann-four'), ANN);
    expect(strokesIn(0)).toHaveLength(1);
    expect(dictatedCells(state, state.challenge!, ANN.id)).toMatchObject([{ nth: 0, digit: 4 }]);
  });

  it('leaves out a digit into which somebody else has written', () => {
    ask(dictate('407'), HOST);
    ask(add(0), ANN);
    ask(add(0), BOB);
    expect(dictatedCells(state, state.challenge!)).toEqual([]);
  });

  it('comes at the latest a moment after the bell, by the time of the log', () => {
    ask(dictate('407', 20), HOST);
    pass(20_000);
    ask(add(0), ANN);
    pass(AFTER_THE_BELL_MS);
    ask(add(1), ANN);
    expect([nthIn(0), nthIn(1)]).toEqual([0, null]);
  });

  it('is on the page on which it was begun, and of this challenge', () => {
    ask(add(9), ANN);
    ask(begin(), HOST);
    ask(dictate('40', 5), HOST);
    ask({ ...add(0), page: 1 }, ANN);
    expect(cellIn(0, 1)?.dictated).toBeUndefined();
    ask(add(0), ANN);
    pass(5_000);
    ask(dictate('7', 5), HOST);
    expect(dictatedCells(state, state.challenge!)).toEqual([]);
    ask(add(1), ANN);
    expect(dictatedCells(state, state.challenge!)).toMatchObject([{ cell: 1, digit: 7 }]);
  });
});
