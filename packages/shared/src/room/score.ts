import { takenFor } from '../decision.js';
import type { CellIndex } from '../page.js';
import type { Prediction } from '../protocol/predictions.js';
import type { Cell, Page } from '../protocol/room.js';
import type { Digit } from '../protocol/samples.js';
import type { Score, Tally } from '../protocol/score.js';

/**
 * How many of a page's digits the room's model reads as what people say they are. Only cells count of which somebody has said what digit they
 * hold: of the others nobody knows whether they are right.
 * @param generation the room's, see `Prediction.generation`
 * @param newest what was predicted last, by cell; the page's own predictions when left out
 */
export function pageScore(
  { cells }: Pick<Page, 'cells'>,
  generation: number,
  newest?: ReadonlyMap<CellIndex, Prediction>,
): Score {
  const inked = Object.entries(cells).filter(([, { strokes }]) => strokes.length > 0);
  const known = inked.flatMap(([index, cell]) => {
    const value = cell.label?.value;
    if (typeof value !== 'number') return [];
    return [{ cell: newest ? { ...cell, prediction: newest.get(Number(index)) ?? null } : cell, digit: value }];
  });
  return { ...tally(known, generation), inked: inked.length };
}

/** The scores of several pages as one. */
export function sumOfScores(scores: Iterable<Score>): Score {
  const sum = { written: 0, read: 0, right: 0, inked: 0 };
  for (const { written, read, right, inked } of scores) {
    sum.written += written;
    sum.read += read;
    sum.right += right;
    sum.inked += inked;
  }
  return sum;
}

/** Counts digits of which it is known what they are. */
export function tally(digits: readonly { cell: Cell; digit: Digit }[], generation: number): Tally {
  let [read, right] = [0, 0];
  for (const { cell, digit } of digits) {
    const { prediction, revision } = cell;
    if (!prediction || prediction.revision < revision || prediction.generation < generation) continue;
    read++;
    if (takenFor(prediction) === digit) right++;
  }
  return { written: digits.length, read, right };
}
