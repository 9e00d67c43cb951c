import type { RoomLink } from '@inkroom/shared';

/** The path of a room on this site. A host's key is in the fragment, which no server sees. */
export function roomPath({ roomId, watch, hostKey }: RoomLink): string {
  return `/r/${roomId}${watch ? '?watch' : ''}${hostKey ? `#host=${hostKey}` : ''}`;
}

/** The path that makes whoever opens it a host. The key stands in the fragment, which no server sees. */
export function hostPath({ roomId, hostKey }: { roomId: string; hostKey: string }): string {
  return `/r/${roomId}#host=${hostKey}`;
}
