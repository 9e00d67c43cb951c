import { LINK_KEY_LENGTH, type RoomLink } from '@inkroom/shared';

/** The path of a room on this site. The key stands in the fragment, which no server sees. */
export function roomPath({ roomId, watch, key }: Pick<RoomLink, 'roomId' | 'key'> & { watch?: boolean }): string {
  return `/r/${roomId}${watch ? '?watch' : ''}${key ? fragmentOf(key) : ''}`;
}

/** The path of a room's projector view. */
export function projectorPath({ roomId, key }: Pick<RoomLink, 'roomId' | 'key'>): string {
  return `/r/${roomId}/projector${key ? fragmentOf(key) : ''}`;
}

/** A host's key of earlier versions has another form. */
function fragmentOf(key: string): string {
  return key.length === LINK_KEY_LENGTH ? `#${key}` : `#host=${key}`;
}
