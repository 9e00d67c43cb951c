import { DIGITS } from './protocol/constants.js';
import type { Decision } from './protocol/predictions.js';
import type { Digit, Label } from './protocol/samples.js';

/** A model's outputs: a score for each digit, and from some models one more, that what it sees is no digit. */
export const OUTPUT_COUNTS = [10, 11] as const;
export type OutputCount = (typeof OUTPUT_COUNTS)[number];

/** The output, and the class in training, that stands for "no digit". */
export const NO_DIGIT = DIGITS.length;

/**
 * The least score at which an answer is given as one. Chow's rule ("On optimum recognition error and reject tradeoff", 1970): it is
 * better to say "not sure" than to answer where the chance of being wrong is above what "not sure" costs, a wrong answer
 * costing 1. Somebody who reads "not sure: 4 or 9" is nearly as well off as with the right one: it costs 0.4.
 */
export const SURE_FROM = 0.6;

/**
 * What scores say, the one place where it is settled: the likeliest of all outputs is the answer if its score reaches
 * {@link SURE_FROM}; else the model is not sure, and names the two likeliest. Of equal scores the first output counts. A model of ten
 * outputs never says "no digit", whatever it sees.
 *
 * The score is the model's own probability, as calibrated as its training made it: how well is on its card, as calibration
 * error (`ece`).
 * @param scores ten or eleven probabilities that sum to 1
 */
export function decisionOf(scores: ArrayLike<number>): Decision {
  const [first, second] = twoBest(scores);
  const best = scores[first] ?? 0;
  if (best >= SURE_FROM) return { is: labelOf(first), or: null, score: best };
  return { is: labelOf(first), or: labelOf(second), score: best + (scores[second] ?? 0) };
}

/** What a model takes it for, sure or not: a digit, or none. */
export function takenFor({ scores, digit }: { scores: ArrayLike<number>; digit: Digit }): Label {
  return scoreOf(scores, 'not-a-digit') > scoreOf(scores, digit) ? 'not-a-digit' : digit;
}

/** The likeliest of the ten digits, whatever else it may be: what digits are judged by, of models of either kind. */
export function likeliestDigit(scores: ArrayLike<number>): Digit {
  let best: Digit = 0;
  for (const digit of DIGITS) if ((scores[digit] ?? 0) > (scores[best] ?? 0)) best = digit;
  return best;
}

/** The score that a model gives a label; 0 for "not a digit" where it has no output for that. */
export function scoreOf(scores: ArrayLike<number>, label: Label): number {
  return scores[outputOf(label)] ?? 0;
}

/** All that a model tells apart, likeliest first; of equal scores the first output. */
export function labelsByScore(scores: ArrayLike<number>): Label[] {
  return Array.from({ length: scores.length }, (_, output) => output)
    .sort((a, b) => scores[b]! - scores[a]!)
    .map(labelOf);
}

/** The output that stands for a label. */
export function outputOf(label: Label): number {
  return label === 'not-a-digit' ? NO_DIGIT : label;
}

function labelOf(output: number): Label {
  return output === NO_DIGIT ? 'not-a-digit' : (output as Digit);
}

function twoBest(scores: ArrayLike<number>): [number, number] {
  let [first, second] = (scores[1] ?? 0) > (scores[0] ?? 0) ? [1, 0] : [0, 1];
  for (let i = 2; i < scores.length; i++) {
    if (scores[i]! > scores[first]!) [first, second] = [i, first];
    else if (scores[i]! > scores[second]!) second = i;
  }
  return [first, second];
}
