import { useEffect } from 'react';
import { useRoomClient } from '../core/room-provider';

const DEEDS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Tells the room whether somebody is at this app: it is out of sight, or nothing is done in it. */
export function useAttention(): void {
  const client = useRoomClient();
  useEffect(() => {
    const act = () => client.noteActivity();
    const look = () => client.setHidden(document.visibilityState === 'hidden');
    const sleep = () => client.setHidden(true);
    look();
    for (const deed of DEEDS) window.addEventListener(deed, act, { passive: true, capture: true });
    document.addEventListener('visibilitychange', look);
    document.addEventListener('resume', look);
    document.addEventListener('freeze', sleep);
    return () => {
      for (const deed of DEEDS) window.removeEventListener(deed, act, { capture: true });
      document.removeEventListener('visibilitychange', look);
      document.removeEventListener('resume', look);
      document.removeEventListener('freeze', sleep);
    };
  }, [client]);
}
