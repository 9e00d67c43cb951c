import type { RoomLink } from '@inkroom/shared';

/** The path of a room on this site. A host's key is in the fragment, which no server sees. */
export function roomPath({ roomId, watch, hostKey }: RoomLink): string {
  return `/r/${roomId}${watch ? '?watch' : ''}${hostKey ? `#host=${hostKey}` : ''}`;
}
