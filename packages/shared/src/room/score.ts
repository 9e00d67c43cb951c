import type { Cell, Page } from '../protocol/room.js';
import type { Digit } from '../protocol/samples.js';

/** How many digits there are of which it is known what they are, and what a model makes of them. */
export interface Tally {
  /** Digits that people have written. */
  written: number;
  /** Those that the room's model has read as they are now; the others are still on their way. */
  read: number;
  /** Those that it has read as what they are. */
  right: number;
}

/** What is known of a page's digits. */
export interface PageScore extends Tally {
  /** Cells that hold ink, whether or not somebody has said what they are. */
  inked: number;
}

/**
 * How many of a page's digits the room's model reads as what people say they are. Only cells count of which somebody has said what digit they
 * hold: of the others nobody knows whether they are right.
 * @param generation the room's, see `Prediction.generation`
 */
export function pageScore({ cells }: Pick<Page, 'cells'>, generation: number): PageScore {
  const inked = Object.values(cells).filter(({ strokes }) => strokes.length > 0);
  const known = inked.flatMap((cell) => {
    const value = cell.label?.value;
    return typeof value === 'number' ? [{ cell, digit: value }] : [];
  });
  return { ...tally(known, generation), inked: inked.length };
}

/** Counts digits of which it is known what they are. */
export function tally(digits: readonly { cell: Cell; digit: Digit }[], generation: number): Tally {
  let [read, right] = [0, 0];
  for (const { cell, digit } of digits) {
    const { prediction, revision } = cell;
    if (!prediction || prediction.revision < revision || prediction.generation < generation) continue;
    read++;
    if (prediction.digit === digit) right++;
  }
  return { written: digits.length, read, right };
}
