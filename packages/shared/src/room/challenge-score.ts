import type { Challenge } from '../protocol/challenge.js';
import type { RoomState } from '../protocol/room.js';
import type { Digit } from '../protocol/samples.js';
import type { Tally } from '../protocol/score.js';
import { type DictatedCell, dictatedCells } from './challenge.js';
import { tally } from './score.js';
import { pageOf } from './state.js';

/** What a room, or one person of it, has made of a challenge. */
export interface ChallengeScore extends Tally {
  /** How many people have written. */
  people: number;
  /** The digit of the number that was read wrongly most often for how often it was written; null while all are right. */
  hardest: ({ digit: Digit } & Tally) | null;
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
  const written = dictatedCells(state, challenge, personId);
  const tallied = (some: readonly DictatedCell[]) =>
    tally(
      some.map(({ cell, digit }) => ({ cell: cells[cell]!, digit })),
      state.generation,
    );
  const digits = [...new Set(written.map(({ digit }) => digit))].sort((a, b) => a - b);
  const wrong = digits
    .map((digit) => ({ digit, ...tallied(written.filter((one) => one.digit === digit)) }))
    .filter(({ read, right }) => right < read)
    .sort((a, b) => a.right / a.read - b.right / b.read || b.read - a.read);
  return { ...tallied(written), people: new Set(written.map(({ by }) => by)).size, hardest: wrong[0] ?? null };
}
