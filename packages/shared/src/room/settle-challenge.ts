import type { Dictated } from '../protocol/challenge.js';
import { fail, ok, type Result } from '../result.js';
import { AFTER_THE_BELL_MS, dictatedCells, isOver } from './challenge.js';
import type { Case, Of } from './context.js';
import type { Effect } from './effects.js';

/** One at a time: who begins another one over a score that is still shown takes that away. */
export function startChallenge({ number, seconds }: Of<'challenge.start'>, on: Case): Result<Effect> {
  const { state, who, now } = on;
  if (state.challenge && !isOver(state.challenge, now)) return fail('challenge_running');
  const challenge = { number, by: who.id, page: state.page, at: now, until: now + seconds * 1000 };
  return ok({ kind: 'challenge.start', challenge });
}

/** One that is over stays as it is: the bell, or another host, may have come first. */
export function endChallenge({ state: { challenge }, now }: Case): Result<Effect> {
  return ok({ kind: 'challenge.end', until: Math.min(challenge?.until ?? now, now) });
}

/**
 * Which digit of the challenge somebody begins by writing in an empty cell: the first one that they have not got on the page. Nothing where
 * none is asked for.
 */
export function dictatedIn(page: number, { state, who, now }: Case): Dictated | null {
  const { challenge } = state;
  if (challenge?.page !== page || now > challenge.until + AFTER_THE_BELL_MS) return null;
  const written = new Set(dictatedCells(state, challenge, who.id).map(({ nth }) => nth));
  const nth = [...challenge.number].findIndex((_, i) => !written.has(i));
  return nth < 0 ? null : { at: challenge.at, nth };
}
