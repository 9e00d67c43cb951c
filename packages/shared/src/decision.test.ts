import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionOf, labelsByScore, likeliestDigit, NO_DIGIT, SURE_FROM, scoreOf } from './decision.js';

/** Scores of ten or eleven outputs: those given, and what is left spread over the others. */
function scores(given: Record<number, number>, outputs: 10 | 11 = 11): number[] {
  const left = 1 - Object.values(given).reduce((sum, score) => sum + score, 0);
  const others = outputs - Object.keys(given).length;
  return Array.from({ length: outputs }, (_, output) => given[output] ?? left / others);
}

/** Scores that sum to 1, of either kind of model. */
const anyScores = fc
  .constantFrom(10, 11)
  .chain((length) => fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: length, maxLength: length }))
  .map((raw) => raw.map((score) => score / raw.reduce((sum, value) => sum + value, 0)));

describe('what scores say', () => {
  it('is a digit, or no digit, where one score is high enough', () => {
    expect(decisionOf(scores({ 4: 0.9 }))).toEqual({ is: 4, or: null, score: 0.9 });
    expect(decisionOf(scores({ [NO_DIGIT]: SURE_FROM }))).toEqual({ is: 'not-a-digit', or: null, score: SURE_FROM });
  });

  it('is “not sure” and the two likeliest where none is, with the score of both together', () => {
    expect(decisionOf(scores({ 4: 0.5, 9: 0.4 }, 10))).toEqual({ is: 4, or: 9, score: 0.9 });
    expect(decisionOf(scores({ 4: 0.4, 9: 0.5 }, 10))).toEqual({ is: 9, or: 4, score: 0.9 });
    const torn = decisionOf(scores({ 1: 0.45, [NO_DIGIT]: 0.5 }));
    expect(torn).toEqual({ is: 'not-a-digit', or: 1, score: 0.95 });
  });

  it('is never “no digit” from a model of ten outputs', () => {
    fc.assert(
      fc.property(anyScores, (drawn) => {
        const { is, or } = decisionOf(drawn.slice(0, 10));
        return is !== 'not-a-digit' && or !== 'not-a-digit';
      }),
    );
  });

  it('names the likeliest first, and is sure just where its score says so', () => {
    fc.assert(
      fc.property(anyScores, (drawn) => {
        const { is, or, score } = decisionOf(drawn);
        const best = Math.max(...drawn);
        expect(scoreOf(drawn, is)).toBe(best);
        expect(or === null).toBe(best >= SURE_FROM);
        expect(or).not.toBe(is);
        const second = or === null ? 0 : [...drawn].sort((a, b) => b - a)[1]!;
        if (or !== null) expect(scoreOf(drawn, or)).toBe(second);
        expect(score).toBe(best + second);
      }),
    );
  });

  it('orders all that a model tells apart as decisionOf does, the likeliest first', () => {
    expect(labelsByScore(scores({ 4: 0.5, 9: 0.3, [NO_DIGIT]: 0.1 })).slice(0, 3)).toEqual([4, 9, 'not-a-digit']);
    expect(labelsByScore(scores({}, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    fc.assert(fc.property(anyScores, (drawn) => labelsByScore(drawn)[0] === decisionOf(drawn).is));
  });

  it('tells the likeliest of the ten digits whatever else it may be', () => {
    expect(likeliestDigit(scores({ 7: 0.2, [NO_DIGIT]: 0.75 }))).toBe(7);
    expect(scoreOf(scores({}, 10), 'not-a-digit')).toBe(0);
  });
});
