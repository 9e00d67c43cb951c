import { authorOf, type CellIndex, type Page, type Person, type RoomState, teachingValues } from '@inkroom/shared';
import { type Why, whyItWaits } from './waiting';

export interface Waiting {
  cell: CellIndex;
  why: Why;
}

/**
 * What of a page waits for somebody, in the order in which it is worth their time: first what people disagree on, then what teaches the live
 * model most, and last what it has not read.
 */
export function waitingOn({ cells }: Page, you: Person, state: Pick<RoomState, 'roles'>): Waiting[] {
  const written = Object.entries(cells).filter(([, { strokes }]) => strokes.length > 0);
  const values = teachingValues(
    written.map(([, { strokes, prediction, label }]) => ({
      writer: authorOf(strokes[0]!),
      prediction,
      label: label?.value ?? null,
    })),
  );
  return written
    .flatMap(([index, cell], i) => {
      const why = whyItWaits(cell, you, state);
      return why ? [{ cell: Number(index), why, value: why === 'disputed' ? 1 : values[i]! }] : [];
    })
    .sort((a, b) => isDisputed(b) - isDisputed(a) || b.value - a.value || a.cell - b.cell)
    .map(({ cell, why }) => ({ cell, why }));
}

const isDisputed = ({ why }: Waiting) => Number(why === 'disputed');
