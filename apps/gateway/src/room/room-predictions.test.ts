import { type Cell, emptyPage, emptyRoom, type Prediction, type RoomState } from '@inkroom/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { RoomPredictions } from './room-predictions.js';

const cell = (revision: number, strokes = ['ann/a']): Cell => ({ revision, strokes, label: null, prediction: null });
const SIZE = { columns: 8, rows: 5 };
const STATE: RoomState = {
  ...emptyRoom('room'),
  generation: 2,
  pages: {
    1: { ...emptyPage(SIZE), cells: { 0: cell(1), 1: cell(3), 2: cell(2, []) } },
    2: { ...emptyPage(SIZE), cells: { 0: cell(1) } },
  },
};
const of = (page: number, index: number, patch: Partial<Prediction> = {}): Prediction => ({
  ...{ page, cell: index, revision: 1, live: 0, generation: 2, modelVersion: 'shipped-drawn', digit: 3 },
  ...{ insteadOf: null, byChallenger: null, challengerError: null, scores: [], ...patch },
});

describe('RoomPredictions', () => {
  let predictions: RoomPredictions;
  beforeEach(() => {
    predictions = new RoomPredictions();
  });
  const told = (page: number, cells?: number[]) =>
    predictions.of(STATE, page, cells).map(({ cell: index, digit }) => [index, digit]);

  it('keeps the newest of each cell of each page, and gives those that are asked for (R4)', () => {
    const news = [
      of(1, 0, { digit: 5 }),
      of(2, 0, { digit: 7 }),
      of(1, 0, { digit: 4, revision: 0 }),
      of(1, 1, { revision: 3 }),
    ];
    for (const prediction of news) predictions.note(prediction);
    expect([told(1), told(2), told(3)]).toEqual([
      [
        [0, 5],
        [1, 3],
      ],
      [[0, 7]],
      [],
    ]);
    expect(told(1, [1, 4])).toEqual([[1, 3]]);
  });

  it('tells of none of a former model, of older ink or of nothing; of ink in the making it does (R4)', () => {
    predictions.note(of(1, 0, { generation: 1 }));
    predictions.note(of(1, 1, { revision: 2 }));
    predictions.note(of(1, 2, { revision: 2 }));
    expect(told(1)).toEqual([]);
    predictions.note(of(1, 2, { revision: 2, live: 1 }));
    expect(told(1)).toEqual([[2, 3]]);
  });

  it('finds the written cells of a page that the model has not read as they are', () => {
    expect([predictions.missing(STATE, 1), predictions.missing(STATE, 2)]).toEqual([[0, 1], [0]]);
    predictions.note(of(1, 0));
    predictions.note(of(1, 1, { revision: 2 }));
    expect([predictions.missing(STATE, 1), predictions.missing(STATE, 2)]).toEqual([[1], [0]]);
    expect(predictions.missing({ ...STATE, generation: 3 }, 1)).toEqual([0, 1]);
    expect(predictions.missing(STATE, 3)).toEqual([]);
  });
});
