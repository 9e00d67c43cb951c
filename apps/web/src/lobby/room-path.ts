/** What a link to a room points to. */
export interface RoomReference {
  roomId: string;
  watch: boolean;
}

/** The path of a room on this site. */
export function roomPath({ roomId, watch }: RoomReference): string {
  return `/r/${roomId}${watch ? '?watch' : ''}`;
}
