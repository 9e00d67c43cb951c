import type { RoomClient } from '@inkroom/client';
import { useEffect } from 'react';

/** Writing down a whole room takes some milliseconds; ink that waits is safe without it. */
const KEEP_EVERY_MS = 15_000;

/** Has a room kept for a reload while no server answers: now and then, and when the page is left. */
export function useKeptRoom(client: RoomClient | null): void {
  useEffect(() => {
    if (!client) return;
    const keep = () => client.keep();
    const timer = setInterval(keep, KEEP_EVERY_MS);
    // A phone tells only that the page is hidden, and may end it then.
    document.addEventListener('visibilitychange', keep);
    window.addEventListener('pagehide', keep);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', keep);
      window.removeEventListener('pagehide', keep);
    };
  }, [client]);
}
