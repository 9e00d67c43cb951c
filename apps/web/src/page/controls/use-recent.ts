import { useEffect, useReducer } from 'react';
import { useRoomClient } from '../../core/room-provider';

/** Whether something was less than `ms` ago, by the server's clock. @param at when it was, ms since the epoch; null when never */
export function useRecent(at: number | null, ms: number): boolean {
  const client = useRoomClient();
  const [ticks, tick] = useReducer((before: number) => before + 1, 0);
  const left = at === null ? 0 : at + ms - client.now();
  const isRecent = left > 0;
  useEffect(() => {
    if (!isRecent) return;
    const timer = setTimeout(tick, left);
    return () => clearTimeout(timer);
    // A timer that rings early, or for a clock that was set since, is followed by another.
  }, [at, ms, isRecent, ticks]);
  return isRecent;
}
