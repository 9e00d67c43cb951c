import { applyEffect, DEFAULT_LIMITS, type Label, pageOf, type RoomState, settle } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { person, room, withInk, withPrediction } from '../../testing/fixtures';
import { waitingOn } from './teaching-order';
import { whyItWaits } from './waiting';

const ANN = person('writer');
const BEN = person('writer', 'Ben');
const SATO = person('host', 'Sato');

let clock = 0;

/** The room once somebody has said what a cell holds, by the law. */
function say(state: RoomState, by: { id: string }, value: Label, cell = 0): RoomState {
  const submission = { opId: `said-${++clock}`, op: { kind: 'cell.label' as const, page: 1, cell, label: value } };
  const context = { now: clock, limits: DEFAULT_LIMITS, evidence: {} };
  const settled = settle(state, null, submission, { id: by.id, watches: false }, context);
  if (!settled.ok) throw new Error(settled.error.code);
  return applyEffect(state, settled.value);
}

const written = () => withInk(room({ roles: { [SATO.id]: 'host' } }), 0, ANN.id);
const why = (state: RoomState, you = ANN) => whyItWaits(pageOf(state, 1).cells[0]!, you, state);

describe('a cell', () => {
  it('waits for nobody’s word without ink, nor once people agree on it', () => {
    expect(waitingOn(pageOf(room(), 1), ANN, room())).toEqual([]);
    expect(why(say(written(), BEN, 7))).toBeNull();
    expect(why(say(say(written(), BEN, 7), ANN, 7))).toBeNull();
  });

  it('waits where people disagree, for each until they have spoken after who said something else', () => {
    let state = say(say(written(), ANN, 7), BEN, 1);
    expect([why(state, ANN), why(state, BEN), why(state, SATO)]).toEqual(['disputed', null, 'disputed']);
    state = say(state, ANN, 7);
    expect([why(state, ANN), why(state, BEN)]).toEqual([null, 'disputed']);
    // Who comes to say the same is no news to Ann.
    expect(why(say(state, person('writer', 'Cleo'), 7))).toBeNull();
  });

  it('is settled by a host’s word, until somebody tells that host otherwise', () => {
    const state = say(say(say(written(), ANN, 7), BEN, 1), SATO, 7);
    expect([why(state, ANN), why(state, BEN), why(state, SATO)]).toEqual([null, null, null]);
    const again = say(state, BEN, 2);
    expect([why(again, ANN), why(again, SATO)]).toEqual([null, 'disputed']);
  });
});

it('what people disagree on comes first, then what the model is least certain of, and last what it has not read', () => {
  let state = room();
  for (const cell of [1, 2, 3, 4, 5]) state = withInk(state, cell, ANN.id);
  for (const cell of [1, 2, 3]) state = withPrediction(state, cell, 7);
  const sure = pageOf(state, 1).cells;
  const scored = (cell: number, score: number) => {
    const one = sure[cell]!;
    const scores = one.prediction!.scores.map((_, digit) => (digit === 7 ? score : 0));
    return { ...one, prediction: { ...one.prediction!, scores } };
  };
  const page = { ...pageOf(state, 1), cells: { ...sure, 2: scored(2, 0.5), 3: scored(3, 0.3) } };
  state = say(say({ ...state, pages: { 1: page } }, ANN, 7, 5), BEN, 1, 5);
  expect(waitingOn(pageOf(state, 1), ANN, state)).toEqual([
    { cell: 5, why: 'disputed' },
    { cell: 3, why: 'uncertain' },
    { cell: 2, why: 'uncertain' },
    { cell: 1, why: 'unlabelled' },
    { cell: 4, why: 'unlabelled' },
  ]);
});

it('what the model is likely to read wrongly again comes before what it is less certain of', () => {
  let state = room();
  for (const [cell, author] of [ANN, ANN, BEN, BEN].entries()) state = withInk(state, cell, author.id);
  for (const cell of [0, 1, 2]) state = withPrediction(state, cell, 7);
  const scores = [0.1, 0, 0, 0, 0, 0, 0, 0.88, 0, 0.02];
  state = withPrediction(state, 3, 7, { scores });
  expect(waitingOn(pageOf(state, 1), ANN, state)[0]).toEqual({ cell: 3, why: 'unlabelled' });
  // Ann's first seven is a one: what else is hers, and read so surely, is in more doubt than what Ben writes.
  state = say(state, ANN, 1, 0);
  expect(waitingOn(pageOf(state, 1), ANN, state).map(({ cell }) => cell)).toEqual([1, 3, 2]);
});
