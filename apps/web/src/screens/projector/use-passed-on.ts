import { useEffect, useState } from 'react';
import { useRoomView } from '../../core/room-provider';
import { type PassedOn, ProjectorCodeChannel } from '../room/share/projector-code';

/** How often a host's app in this browser is asked, ms: a code works for a minute and a half after it was last shown. */
const ASK_MS = 20_000;
/** An answer is good for so long, ms. */
const GOOD_MS = 50_000;

interface Shown {
  right: 'write' | 'watch';
  /** Undefined where nothing may be passed on. */
  key: string | undefined;
  /** Null unless a host's app shows it. */
  code: string | null;
}

/**
 * What a projector may pass on: the link for writing where this browser has been given it, else the one for watching. The code comes from a
 * host's app in the same browser, which keeps it working for as long as it is asked.
 */
export function usePassedOn(): Shown {
  const roomId = useRoomView((view) => view.state.roomId);
  const links = useRoomView((view) => view.links);
  const renewed = useRoomView((view) => view.state.renewals.write?.at);
  const [known] = useState(renewed);
  const [told, setTold] = useState<PassedOn | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const channel = new ProjectorCodeChannel(roomId, {
      onTold: (answer) => {
        setTold(answer);
        clearTimeout(timer);
        timer = setTimeout(() => setTold(null), GOOD_MS);
      },
    });
    channel.ask();
    const asking = setInterval(() => channel.ask(), ASK_MS);
    return () => {
      clearTimeout(timer);
      clearInterval(asking);
      channel.close();
    };
  }, [roomId]);
  // One that a host has replaced meanwhile leads nowhere.
  const write = told?.key ?? (renewed === known ? links.write : undefined);
  if (write) return { right: 'write', key: write, code: told?.code ?? null };
  return { right: 'watch', key: links.watch, code: null };
}
