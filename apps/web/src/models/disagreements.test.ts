import type { Cell } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { tallyDisagreements } from './disagreements';

function cell(digit: number, other: number | null, part: { label?: number; generation?: number; model?: string } = {}) {
  const { label, generation = 3, model = 'second' } = part;
  const scores = (best: number) => Array.from({ length: 10 }, (_, i) => (i === best ? 0.9 : 0.01));
  return {
    revision: 1,
    strokes: [{}],
    label: label === undefined ? null : { value: label },
    prediction: {
      digit,
      scores: scores(digit),
      generation,
      byChallenger: other === null ? null : { modelVersion: model, digit: other, scores: scores(other) },
    },
  } as unknown as Cell;
}

const MODELS = { challenger: 'second', generation: 3 };
const tally = (cells: Record<number, Cell>) => tallyDisagreements({ cells }, MODELS);

describe('where champion and challenger disagree', () => {
  it('counts what both have read and lists where they differ', () => {
    const { compared, disagreements } = tally({ 7: cell(4, 9), 2: cell(1, 7), 3: cell(5, 5), 4: cell(5, null) });
    expect(compared).toBe(3);
    expect(disagreements.map((one) => one.cell)).toEqual([2, 7]);
    expect(disagreements[1]).toMatchObject({ champion: 4, challenger: 9, challengerConfidence: 0.9, right: null });
  });

  it('takes no prediction of a former challenger, or from before the last change', () => {
    const cells = { 1: cell(4, 9, { model: 'first' }), 2: cell(4, 9, { generation: 2 }) };
    expect(tally(cells)).toMatchObject({ compared: 0, disagreements: [] });
  });

  it('counts how many each reads right of the cells that somebody has checked', () => {
    const cells = {
      1: cell(4, 4, { label: 4 }),
      2: cell(4, 9, { label: 9 }),
      3: cell(7, 1, { label: 7 }),
      4: cell(5, 5, { label: 6 }),
      5: cell(5, 6),
    };
    expect(tally(cells)).toMatchObject({ checked: 4, championRight: 2, challengerRight: 2, compared: 5 });
  });

  it('lists where one says that it is no digit, and knows that it is right where people say so', () => {
    const certain = cell(4, 4, { label: 4 });
    certain.prediction!.scores = Array.from({ length: 11 }, (_, i) => (i === 10 ? 0.99 : 0));
    const told = tally({ 0: certain });
    // A four that is not taken for one is not read rightly, whichever digit is the likeliest.
    expect(told).toMatchObject({ checked: 1, championRight: 0, challengerRight: 1 });
    expect(told.disagreements[0]).toMatchObject({
      champion: 'not-a-digit',
      challenger: 4,
      championConfidence: 0.99,
      right: 'challenger',
    });
    certain.label!.value = 'not-a-digit';
    expect(tally({ 0: certain }).disagreements[0]!.right).toBe('champion');
  });

  it.each([
    [4, 'champion'],
    [9, 'challenger'],
    [1, 'neither'],
  ])('knows who is right where somebody said %i: %s', (label, right) => {
    expect(tally({ 0: cell(4, 9, { label }) }).disagreements[0]!.right).toBe(right);
  });
});
