import { AFTER_THE_BELL_MS, type Challenge, type ChallengeScore, challengeScore } from '@inkroom/shared';
import { useMemo } from 'react';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useIsPast } from './use-time';

/** What has not been read by then is not waited for, ms after the bell. */
const WAITED_FOR_MS = 10_000;

interface Scores {
  /** Null where this one may not see all, or has not got the page. */
  room: ChallengeScore | null;
  own: ChallengeScore;
  isOver: boolean;
  /** Whether it is over and all is read: what is told then stands. */
  isSettled: boolean;
}

/** What the room and oneself have made of a challenge, as it is known by now. */
export function useScores(challenge: Challenge): Scores {
  const client = useRoomClient();
  const you = useRoomView((view) => view.you?.id ?? '');
  const pages = useRoomView((view) => view.state.pages);
  const generation = useRoomView((view) => view.state.generation);
  const seesAll = useRoomView(
    (view) =>
      (view.page === challenge.page ? view.arrived === 1 : client.hasPage(challenge.page)) &&
      (!view.state.apart || view.you?.role === 'host'),
  );
  const isOver = useIsPast(challenge.until);
  const isLate = useIsPast(challenge.until + AFTER_THE_BELL_MS);
  const isTooLate = useIsPast(challenge.until + WAITED_FOR_MS);
  const page = pages[challenge.page];
  const [room, own] = useMemo(() => {
    const state = { pages: page ? { [challenge.page]: page } : {}, generation };
    return [challengeScore(state, challenge), challengeScore(state, challenge, you)];
  }, [challenge, page, generation, you]);
  const known = seesAll ? room : own;
  const isSettled = isTooLate || (isLate && known.read === known.written);
  return { room: seesAll ? room : null, own, isOver, isSettled };
}
