import { useEffect, useState } from 'react';
import { useRoomClient } from '../../core/room-provider';

/** Somebody is still writing for so long after their last stroke grew: between two strokes, and two digits, too. ms */
const LASTS_MS = 4_000;
const LOOK_MS = 500;

/** The ids of those who write now, in the order in which they began. */
export function useWriters(): readonly string[] {
  const client = useRoomClient();
  const [writers, setWriters] = useState<readonly string[]>([]);
  useEffect(() => {
    const seen = new Map<string, number>();
    const note = () => {
      const now = performance.now();
      for (const { by } of client.live.get().strokes.values()) seen.set(by, now);
    };
    const look = () => {
      note();
      const now = performance.now();
      for (const [id, at] of seen) if (now - at > LASTS_MS) seen.delete(id);
      const next = [...seen.keys()];
      setWriters((before) => (before.join() === next.join() ? before : next));
    };
    const leave = client.live.subscribe(note);
    const timer = setInterval(look, LOOK_MS);
    return () => {
      leave();
      clearInterval(timer);
    };
  }, [client]);
  return writers;
}
