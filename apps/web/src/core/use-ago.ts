import { useFormatter } from 'use-intl';
import { useRoomClient } from './room-provider';

/** How long ago something was, by the server's clock: this device's may be wrong. */
export function useAgo(): (at: number) => string {
  const format = useFormatter();
  const client = useRoomClient();
  // The estimate of the server's clock may be a moment behind: nothing that has happened lies in the future.
  return (at) => format.relativeTime(at, Math.max(at, client.now()));
}
