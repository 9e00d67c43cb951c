import { setTimeout as delay } from 'node:timers/promises';
import { PlainError } from '../../lib/plain-error.mjs';
import type { WrittenDigit } from '../../replay/digit-file.ts';
import { drawStrokes, type StrokeMoment } from '../../replay/pen.ts';
import { placeDigit } from '../../replay/place-digit.ts';
import { clockMs } from './clock.ts';
import type { CrowdPerson } from './crowd-person.ts';

/** ms between two digits of one person. */
const PAUSE_MS = 300;
/** ms after which a prediction is given up: far beyond anything that counts as working. */
const READING_TIMEOUT_MS = 10_000;

/** One digit that was drawn; times by {@link clockMs}. */
export interface DrawnDigit {
  /** Where: each cell has one who draws in it. */
  cell: number;
  /** Pens that came down. */
  began: StrokeMoment[];
  /** Durable strokes, with when each was sent. */
  sent: StrokeMoment[];
}

/**
 * Draws one digit after another into one cell at a pen's pace: each is read before its cell is cleared for the next.
 *
 * @param until ms of {@link clockMs} after which no digit is begun
 * @throws PlainError when a prediction does not come
 */
export async function drawDigits(
  person: CrowdPerson,
  cell: number,
  digits: readonly WrittenDigit[],
  until: number,
): Promise<DrawnDigit[]> {
  const drawn: DrawnDigit[] = [];
  const toSharedClock = clockMs() - performance.now();
  const shared = ({ id, at }: StrokeMoment): StrokeMoment => ({ id, at: at + toSharedClock });
  for (let index = cell; clockMs() < until; index++) {
    const digit = digits[index % digits.length];
    if (!digit) break;
    const began: StrokeMoment[] = [];
    const sent = await drawStrokes(person, cell, placeDigit(digit), { onPenDown: (stroke) => began.push(stroke) });
    if (!(await person.whenRead(cell, sent, READING_TIMEOUT_MS)))
      throw new PlainError(`a prediction took more than ${READING_TIMEOUT_MS} ms`);
    drawn.push({ cell, began: began.map(shared), sent: sent.map(shared) });
    person.clearCell(cell);
    await delay(PAUSE_MS);
  }
  return drawn;
}

/** Lets all of a room draw for `ms`, each in a cell of their own, and none in the same instant as another, as no class does. */
export async function drawTogether(
  people: readonly CrowdPerson[],
  {
    firstCell,
    cells,
    digits,
    until,
  }: { firstCell: number; cells: number; digits: readonly WrittenDigit[]; until: number },
): Promise<DrawnDigit[]> {
  const all = people.map(async (person, i) => {
    await delay((PAUSE_MS * (firstCell + i)) / cells);
    return drawDigits(person, (firstCell + i) % cells, digits, until);
  });
  return (await Promise.all(all)).flat();
}
