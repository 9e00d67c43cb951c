import { useEffect } from 'react';

/** Keeps the screen on for as long as the view is seen, where the browser can. */
export function useWakeLock(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    const take = async () => {
      // A browser gives it up itself when the view is hidden, and may refuse it, as when the battery is low.
      if (document.hidden || (lock && !lock.released)) return;
      const taken = await navigator.wakeLock.request('screen').catch(() => null);
      if (ended) void taken?.release();
      else lock = taken;
    };
    const follow = () => void take();
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', follow);
      void lock?.release();
    };
  }, []);
}
