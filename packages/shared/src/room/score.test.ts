import { describe, expect, it } from 'vitest';
import type { Challenge } from '../protocol/challenge.js';
import type { Cell, Page } from '../protocol/room.js';
import type { Digit, Label } from '../protocol/samples.js';
import { challengeScore } from './challenge-score.js';
import { pageScore } from './score.js';
import { emptyCell, emptyPage } from './state.js';

const GENERATION = 3;

interface Written {
  /** Null where it is not read yet. */
  read?: Digit | null;
  label?: Label;
  by?: string;
  revision?: number;
  generation?: number;
  nth?: number;
}

function cell({ read = null, label, by = 'ann', revision = 1, generation = GENERATION, nth }: Written): Cell {
  const prediction = { page: 1, cell: 0, revision: 1, live: 0, generation, modelVersion: 'drawn', insteadOf: null };
  return {
    revision,
    strokes: [`${by}/stroke`],
    label: label === undefined ? null : { value: label, by, at: 1, sampleId: null },
    prediction:
      read === null ? null : { ...prediction, digit: read, scores: [], byChallenger: null, challengerError: null },
    ...(nth !== undefined && { dictated: { at: CHALLENGE.at, nth } }),
  };
}

const page = (...cells: Written[]): Page => ({
  ...emptyPage({ columns: 8, rows: 5 }),
  cells: Object.fromEntries(cells.map((one, i) => [i, cell(one)])),
});

describe('the score of a page', () => {
  it('counts digits of which somebody has said what they are', () => {
    const score = pageScore(page({ read: 4, label: 4 }, { read: 1, label: 7 }, { read: 9 }), GENERATION);
    expect(score).toEqual({ written: 2, read: 2, right: 1, inked: 3 });
  });

  it('knows nothing of what nobody has said', () => {
    expect(pageScore(page({ read: 4 }, { read: 1 }), GENERATION)).toEqual({ written: 0, read: 0, right: 0, inked: 2 });
  });

  it('leaves out what people say is no digit', () => {
    expect(pageScore(page({ read: 4, label: 'not-a-digit' }), GENERATION)).toMatchObject({ written: 0, right: 0 });
  });

  it('holds it against a model to take a digit for none', () => {
    const taken = page({ read: 4, label: 4 }, { read: 1, label: 1 });
    taken.cells[0]!.prediction!.scores = [0, 0, 0, 0, 0.3, 0, 0, 0, 0, 0, 0.7];
    expect(pageScore(taken, GENERATION)).toMatchObject({ written: 2, read: 2, right: 1 });
  });

  it('holds nobody’s former ink and no former model against a cell (R4)', () => {
    const former = { ...page({ read: 4, label: 4, revision: 2 }, { read: 4, label: 4, generation: GENERATION - 1 }) };
    expect(pageScore(former, GENERATION)).toMatchObject({ written: 2, read: 0, right: 0 });
  });

  it('leaves out cells without ink', () => {
    expect(pageScore({ cells: { 0: emptyCell() } }, GENERATION)).toEqual({ written: 0, read: 0, right: 0, inked: 0 });
  });
});

const CHALLENGE: Challenge = { number: '4077', by: 'host', page: 1, at: 10_000, until: 30_000 };
const scoreOf = (cells: Written[], personId?: string) =>
  challengeScore({ pages: { 1: page(...cells) }, generation: GENERATION }, CHALLENGE, personId);

describe('the score of a challenge', () => {
  it('counts what people wrote for it, by what the room’s model reads', () => {
    const score = scoreOf([
      { nth: 0, read: 4 },
      { nth: 1, read: 0 },
      { nth: 2, read: 1 },
      { nth: 0, read: 4, by: 'bob' },
      { nth: 1, by: 'bob' },
      { read: 8 },
    ]);
    expect(score).toMatchObject({ people: 2, written: 5, read: 4, right: 3 });
  });

  it('tells of one person alone', () => {
    const cells = [
      { nth: 0, read: 4 as const },
      { nth: 0, read: 9 as const, by: 'bob' },
    ];
    expect(scoreOf(cells, 'bob')).toMatchObject({ people: 1, written: 1, right: 0 });
  });

  it('finds the hardest digit: read wrongly most often for how often it was written', () => {
    const cells: Written[] = [
      ...[4, 4, 9].map((read) => ({ nth: 0, read: read as Digit })),
      ...[7, 1].map((read) => ({ nth: 2, read: read as Digit })),
      // The other 7 of the number is the same digit.
      { nth: 3, read: 1 },
      { nth: 1, read: 0 },
    ];
    expect(scoreOf(cells).hardest).toEqual({ digit: 7, written: 3, read: 3, right: 1 });
  });

  it('calls no digit hard while all are right, or none is read', () => {
    expect(scoreOf([{ nth: 0, read: 4 }]).hardest).toBeNull();
    expect(scoreOf([{ nth: 0 }]).hardest).toBeNull();
    expect(scoreOf([])).toEqual({ people: 0, written: 0, read: 0, right: 0, hardest: null });
  });

  it('says nothing where the page is not here', () => {
    expect(challengeScore({ pages: {}, generation: 0 }, CHALLENGE).written).toBe(0);
  });
});
