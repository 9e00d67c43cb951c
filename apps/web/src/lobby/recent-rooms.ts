import { roomIdSchema } from '@inkroom/shared';
import { z } from 'zod';

const recentRoomSchema = z.object({ roomId: roomIdSchema, title: z.string(), at: z.number() });
/** A room that was visited from this device. */
export type RecentRoom = z.infer<typeof recentRoomSchema>;

const KEY = 'inkroom.recent-rooms';
/** More than this nobody looks through. */
const KEPT = 12;

type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** Rooms visited from here, the last one first. What cannot be read (another program's, an older form) is left out. */
export function recentRooms(shelf: Shelf): RecentRoom[] {
  try {
    const parsed = z.array(z.unknown()).safeParse(JSON.parse(shelf.getItem(KEY) ?? '[]'));
    return (parsed.data ?? []).flatMap((entry) => recentRoomSchema.safeParse(entry).data ?? []);
  } catch {
    return [];
  }
}

/** Puts a room first. Does nothing where the browser keeps nothing. */
export function rememberRoom(shelf: Shelf, room: RecentRoom): void {
  write(shelf, [room, ...recentRooms(shelf).filter((other) => other.roomId !== room.roomId)].slice(0, KEPT));
}

export function forgetRoom(shelf: Shelf, roomId: string): void {
  write(
    shelf,
    recentRooms(shelf).filter((room) => room.roomId !== roomId),
  );
}

function write(shelf: Shelf, rooms: RecentRoom[]): void {
  try {
    shelf.setItem(KEY, JSON.stringify(rooms));
  } catch {
    // A full or forbidden storage: the list is a comfort, not a duty.
  }
}
