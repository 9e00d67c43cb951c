import { useFormatter } from 'use-intl';
import { useRoomClient } from './room-provider';

/** How long ago something was by the server's clock, which it was noted by: this device's may be wrong. */
export function useAgo(): (at: number) => string {
  const format = useFormatter();
  const client = useRoomClient();
  // What has just been noted may lie a moment ahead: nothing that has happened is still to come.
  return (at) => format.relativeTime(at, Math.max(at, client.now()));
}
