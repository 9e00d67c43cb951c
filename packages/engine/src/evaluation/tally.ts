import {
  type CalibrationBin,
  DIGITS,
  decisionOf,
  likeliestDigit,
  NO_DIGIT,
  type PartEvaluation,
} from '@inkroom/shared';

/** Bins of the calibration, as Guo et al. 2017 use. */
const BINS = 15;
/** The least float32 above zero that is not a denormal: a probability that was rounded to zero has a finite loss. */
const LEAST_PROBABILITY = 1.1754943508222875e-38;

/** What was read in one image. */
export interface Predicted {
  read: number;
  confidence: number;
}

/** Counts predictions against the truth, one by one, and says in the end how good they were. */
export class Tally {
  readonly #confusion = DIGITS.map(() => new Array<number>(DIGITS.length).fill(0));
  readonly #bins = Array.from({ length: BINS }, () => ({ count: 0, right: 0, confidence: 0 }));
  #size = 0;
  #loss = 0;
  #refused: number | null = null;

  /** @param scores ten or eleven probabilities that sum to 1; of eleven, the ten are judged as if it were known to be a digit */
  add(truth: number, scores: Float32Array): Predicted {
    const read = likeliestDigit(scores);
    let digits = 1;
    if (scores.length > NO_DIGIT) {
      digits = Math.max(sum(scores.subarray(0, NO_DIGIT)), LEAST_PROBABILITY);
      this.#refused = (this.#refused ?? 0) + (isRefused(scores) ? 1 : 0);
    }
    const confidence = scores[read]! / digits;
    this.#size++;
    this.#confusion[truth]![read]!++;
    this.#loss -= Math.log(Math.max(scores[truth]! / digits, LEAST_PROBABILITY));
    const bin = this.#bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]!;
    bin.count++;
    bin.confidence += confidence;
    if (read === truth) bin.right++;
    return { read, confidence };
  }

  result(): PartEvaluation {
    const size = this.#size;
    const share = (count: number, of: number) => (of > 0 ? count / of : 0);
    const right = this.#confusion.map((row, digit) => row[digit]!);
    const calibration = this.#bins.map(
      (bin, i): CalibrationBin => ({
        confidence: bin.count > 0 ? bin.confidence / bin.count : (i + 0.5) / BINS,
        accuracy: share(bin.right, bin.count),
        count: bin.count,
      }),
    );
    return {
      size,
      accuracy: share(sum(right), size),
      ...(this.#refused === null ? {} : { refused: share(this.#refused, size) }),
      loss: share(this.#loss, size),
      perClass: this.#confusion.map((row, digit) => share(row[digit]!, sum(row))),
      confusion: this.#confusion,
      ece: share(sum(calibration.map((bin) => bin.count * Math.abs(bin.accuracy - bin.confidence))), size),
      calibration,
    };
  }
}

/** Whether a model says that it is no digit, and is sure. */
function isRefused(scores: Float32Array): boolean {
  const { is, or } = decisionOf(scores);
  return is === 'not-a-digit' && or === null;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
