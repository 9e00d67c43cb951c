import { describe, expect, it } from 'vitest';
import type { Digit, Label } from './protocol/samples.js';
import { type TeachingCell, teachingValues } from './teaching-value.js';

function cell(read: Digit, score: number, { writer = 'ann', label = null as Label | null } = {}): TeachingCell {
  const scores = Array.from({ length: 10 }, (_, digit) => (digit === read ? score : (1 - score) / 9));
  return { writer, prediction: { digit: read, scores }, label };
}

/** The cells in the order in which they would come up. */
function order(...cells: TeachingCell[]): number[] {
  const values = teachingValues(cells);
  return [...values.keys()].filter((i) => values[i]! > 0).sort((a, b) => values[b]! - values[a]!);
}

describe('the order in which cells teach most', () => {
  it('has what the model is least certain of first, and nothing that is labelled or not read', () => {
    const notRead = { writer: 'ann', prediction: null, label: null };
    expect(order(cell(1, 0.9), cell(2, 0.4), notRead, cell(3, 0.6), cell(4, 0.3, { label: 4 }))).toEqual([1, 3, 0]);
  });

  it('doubts a writer of whom it was wrong, however certain it is', () => {
    const [anns, bens] = [cell(3, 0.95, { writer: 'ann' }), cell(3, 0.9, { writer: 'ben' })];
    expect(order(anns, bens)).toEqual([1, 0]);
    expect(order(anns, bens, cell(5, 0.99, { writer: 'ann', label: 8 }))).toEqual([0, 1]);
    expect(order(anns, bens, cell(5, 0.99, { writer: 'ann', label: 5 }))).toEqual([1, 0]);
  });

  it('doubts a digit that it has taken others for', () => {
    const [one, seven] = [cell(1, 0.9), cell(7, 0.95)];
    expect(order(one, seven)).toEqual([0, 1]);
    expect(order(one, seven, cell(7, 0.99, { writer: 'cleo', label: 1 }))).toEqual([1, 0]);
  });

  it('has one of each kind before many of one: what is alike, and what is labelled already, share what they teach', () => {
    const sevens = [cell(7, 0.5), cell(7, 0.5), cell(7, 0.5)];
    expect(order(...sevens, cell(2, 0.55))).toEqual([0, 3, 1, 2]);
    expect(order(cell(7, 0.5), cell(2, 0.55), cell(7, 0.5, { label: 7 }))).toEqual([1, 0]);
    // Another's are not alike.
    expect(order(...sevens, cell(7, 0.55, { writer: 'ben' }))).toEqual([0, 3, 1, 2]);
  });

  it('takes "not a digit" for what it is, where the model can say so', () => {
    const scribble = (label: Label | null): TeachingCell => {
      const scores = [...Array.from({ length: 10 }, () => 0.01), 0.9];
      return { writer: 'ann', prediction: { digit: 0, scores }, label };
    };
    const [right] = teachingValues([cell(3, 0.9), scribble('not-a-digit')]);
    const [wrong] = teachingValues([cell(3, 0.9), scribble(6)]);
    expect(right).toBeCloseTo(0.1);
    expect(wrong).toBeGreaterThan(0.2);
  });
});
