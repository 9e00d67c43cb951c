import { type Cell, emptyPage, emptyRoom, type Label, type Prediction, type RoomState } from '@inkroom/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { RoomPredictions } from './room-predictions.js';
import { ScoreBoard } from './score-board.js';

const labelled = (value: Label): Cell => ({
  ...{ revision: 1, strokes: ['ann/a'], prediction: null },
  label: { value, by: 'ann', at: 1, sampleId: null },
});
const PAGE = emptyPage({ columns: 8, rows: 5 });
const STATE: RoomState = {
  ...emptyRoom('room'),
  page: 2,
  pages: {
    1: { ...PAGE, cells: { 0: labelled(4), 1: labelled(7) } },
    2: { ...PAGE, cells: { 0: labelled(1), 1: { ...labelled(1), label: null } } },
    3: { ...PAGE, cells: { 0: labelled(9) }, deleted: { by: 'ann', at: 1 } },
  },
};
const read = (page: number, cell: number, digit: Prediction['digit'], generation = 0): Prediction => ({
  ...{ page, cell, revision: 1, live: 0, generation, modelVersion: 'shipped-drawn', digit },
  ...{ insteadOf: null, byChallenger: null, challengerError: null, scores: [] },
});

describe('the score of a room', () => {
  let predictions: RoomPredictions;
  let board: ScoreBoard;
  beforeEach(() => {
    predictions = new RoomPredictions();
    board = new ScoreBoard(predictions);
  });

  it('counts all pages but deleted ones, by what was predicted last', () => {
    expect(board.of(STATE)).toEqual({ inked: 4, written: 3, read: 0, right: 0 });
    for (const one of [read(1, 0, 4), read(1, 1, 1), read(2, 0, 1), read(3, 0, 9)]) predictions.note(one);
    expect(board.of(STATE)).toEqual({ inked: 4, written: 3, read: 3, right: 2 });
  });

  it('moves with a label and with the model', () => {
    for (const one of [read(1, 0, 4), read(1, 1, 1)]) predictions.note(one);
    const { cells } = STATE.pages[1]!;
    const corrected = { ...STATE, pages: { ...STATE.pages, 1: { ...PAGE, cells: { ...cells, 1: labelled(1) } } } };
    expect([board.of(STATE).right, board.of(corrected).right]).toEqual([1, 2]);
    expect(board.of({ ...corrected, generation: 1 })).toMatchObject({ written: 3, read: 0, right: 0 });
  });

  it('has the open page predicted first, and each other page once for each model', () => {
    expect(board.nextBehind(STATE)).toBeNull();
    predictions.note(read(2, 0, 1));
    expect([board.nextBehind(STATE), board.nextBehind(STATE)]).toEqual([1, null]);
    const next = { ...STATE, generation: 1 };
    expect(board.nextBehind(next)).toBeNull();
    predictions.note(read(2, 0, 1, 1));
    expect([board.nextBehind(next), board.nextBehind(next)]).toEqual([1, null]);
  });
});
