import { applyEffect, type Challenge, type Digit, type RoomState, strokeIdOf } from '@inkroom/shared';
import { withPrediction } from './fixtures';

/** Over since long. */
export const CHALLENGE: Challenge = { number: '407', by: 'person-host', page: 1, at: 1_000, until: 2_000 };

/** The room in which a challenge has begun. */
export function begun(state: RoomState, challenge: Challenge): RoomState {
  return applyEffect(state, { kind: 'challenge.start', challenge });
}

type Answer = [cell: number, nth: number, read: Digit | null];

/** The room in which somebody has written digits for its challenge; null where one is not read yet. */
export function answered(state: RoomState, answers: readonly Answer[], by: string): RoomState {
  const { page, at } = state.challenge!;
  return answers.reduce((before, [cell, nth, read]) => {
    const id = strokeIdOf(by, `stroke-${cell}`);
    const after = applyEffect(before, { kind: 'stroke.add', id, page, cell, revision: 1, dictated: { at, nth } });
    return read === null ? after : withPrediction(after, cell, read);
  }, state);
}
