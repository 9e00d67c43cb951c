import { useEffect, useState } from 'react';
import { useRoomClient } from '../../core/room-provider';

/** Whether something was less than `ms` ago, by the server's clock. @param at when it was, ms since the epoch; null when never */
export function useRecent(at: number | null, ms: number): boolean {
  const client = useRoomClient();
  const [, setEnded] = useState<number | null>(null);
  const left = at === null ? 0 : at + ms - client.now();
  useEffect(() => {
    if (at === null || left <= 0) return;
    const timer = setTimeout(() => setEnded(at), left);
    return () => clearTimeout(timer);
  }, [at, left > 0]);
  return left > 0;
}
