import { useEffect, useReducer } from 'react';
import { useRoomClient } from '../core/room-provider';

/** A timer that comes early would count the same second again, ms. */
const LATER_MS = 5;

/** How many seconds are left by the room's clock, begun ones included. @param until ms since the epoch */
export function useSecondsLeft(until: number): number {
  const client = useRoomClient();
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const left = Math.max(0, Math.ceil((until - client.now()) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(renderAgain, Math.max(0, until - client.now() - (left - 1) * 1000) + LATER_MS);
    return () => clearTimeout(timer);
  });
  return left;
}

/** Whether it is that late by the room's clock. @param at ms since the epoch */
export function useIsPast(at: number): boolean {
  return useSecondsLeft(at) === 0;
}
