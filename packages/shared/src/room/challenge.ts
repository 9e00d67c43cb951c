import type { CellIndex } from '../page.js';
import type { Challenge } from '../protocol/challenge.js';
import type { RoomState } from '../protocol/room.js';
import type { Digit } from '../protocol/samples.js';
import { pageOf } from './state.js';
import { authorOf } from './stroke-id.js';

/** How long after the bell the first stroke of a digit still counts, ms: it was under the pen, or on its way. */
export const AFTER_THE_BELL_MS = 2_000;

/** A digit that somebody has written for a challenge. */
export interface DictatedCell {
  cell: CellIndex;
  by: string;
  /** Which digit of the number it is to be, from 0. */
  nth: number;
  digit: Digit;
}

/** Whether the time of a challenge is up. @param now the store's time, ms since the epoch */
export function isOver({ until }: Pick<Challenge, 'until'>, now: number): boolean {
  return now >= until;
}

/**
 * What people have written for a challenge, in the order of the page. A cell counts as long as all of its ink is its author's, so that nobody can
 * write into somebody else's digit.
 * @param personId of this person alone
 */
export function dictatedCells(
  state: Pick<RoomState, 'pages'>,
  { at, page, number }: Challenge,
  personId?: string,
): DictatedCell[] {
  const { cells } = pageOf(state, page);
  const found: DictatedCell[] = [];
  for (const index in cells) {
    const { strokes, dictated } = cells[index]!;
    if (dictated?.at !== at || strokes.length === 0) continue;
    const by = authorOf(strokes[0]!);
    if ((personId !== undefined && by !== personId) || strokes.some((id) => authorOf(id) !== by)) continue;
    found.push({ cell: Number(index), by, nth: dictated.nth, digit: Number(number[dictated.nth]) as Digit });
  }
  return found;
}
