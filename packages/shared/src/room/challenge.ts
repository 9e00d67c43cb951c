import type { CellIndex } from '../page.js';
import type { Challenge } from '../protocol/challenge.js';
import type { RoomState } from '../protocol/room.js';
import type { Digit } from '../protocol/samples.js';
import { type Tally, tally } from './score.js';
import { pageOf } from './state.js';
import { authorOf } from './stroke-id.js';

/** A digit that somebody has written for a challenge. */
export interface ChallengePlace {
  cell: CellIndex;
  by: string;
  /** Which digit of the number it is to be, from 0. */
  nth: number;
  digit: Digit;
}

/** What a room, or one person of it, has made of a challenge. */
export interface ChallengeScore extends Tally {
  /** How many people have written. */
  people: number;
  /** The digit of the number that was read wrongly most often for how often it was written; null while all are right. */
  hardest: ({ digit: Digit } & Tally) | null;
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
export function challengePlaces(
  state: Pick<RoomState, 'pages'>,
  { at, page, number }: Challenge,
  personId?: string,
): ChallengePlace[] {
  const { cells } = pageOf(state, page);
  const places: ChallengePlace[] = [];
  for (const index in cells) {
    const { strokes, dictated } = cells[index]!;
    if (dictated?.at !== at || strokes.length === 0) continue;
    const by = authorOf(strokes[0]!);
    if ((personId !== undefined && by !== personId) || strokes.some((id) => authorOf(id) !== by)) continue;
    places.push({ cell: Number(index), by, nth: dictated.nth, digit: Number(number[dictated.nth]) as Digit });
  }
  return places;
}

/**
 * The score of a challenge by what the room's model reads now: it settles as the last predictions come, and rises with a better model.
 * @param personId of this person alone
 */
export function challengeScore(
  state: Pick<RoomState, 'pages' | 'generation'>,
  challenge: Challenge,
  personId?: string,
): ChallengeScore {
  const { cells } = pageOf(state, challenge.page);
  const places = challengePlaces(state, challenge, personId);
  const tallied = (some: readonly ChallengePlace[]) =>
    tally(
      some.map(({ cell, digit }) => ({ cell: cells[cell]!, digit })),
      state.generation,
    );
  const digits = [...new Set(places.map(({ digit }) => digit))].sort((a, b) => a - b);
  const wrong = digits
    .map((digit) => ({ digit, ...tallied(places.filter((place) => place.digit === digit)) }))
    .filter(({ read, right }) => right < read)
    .sort((a, b) => a.right / a.read - b.right / b.read || b.read - a.read);
  return { ...tallied(places), people: new Set(places.map(({ by }) => by)).size, hardest: wrong[0] ?? null };
}
