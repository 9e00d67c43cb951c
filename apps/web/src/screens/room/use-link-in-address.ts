import { useEffect } from 'react';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { rightToPassOn } from './share/right-to-pass-on';

/** Keeps in the address the link that one may pass on, for people copy it from there: never a host's. */
export function useLinkInAddress(): void {
  const client = useRoomClient();
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const key = useRoomView((view) => view.links[rightToPassOn(view)]);
  const isOnline = useRoomView((view) => view.connection === 'online');
  useEffect(() => {
    if (isHost && isOnline) void client.readLinks();
  }, [client, isHost, isOnline]);
  useEffect(() => {
    const { pathname, search } = window.location;
    // Null, for Next ignores states that are its own.
    if (key) window.history.replaceState(null, '', `${pathname}${search}#${key}`);
  }, [key]);
}
