import type { Shelf } from './shelf';

/** A room that was visited from this device. */
export interface RecentRoom {
  roomId: string;
  title: string;
  /** Of the last visit, ms since the epoch. */
  at: number;
}

const KEY = 'inkroom.recent-rooms';
/** As many as a person looks through. */
const KEPT = 12;

/** Rooms visited from here, the last one first. What cannot be read is left out. */
export function recentRooms(shelf: Shelf): RecentRoom[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRecentRoom) : [];
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

// Written out rather than as a schema: the first page need not carry the schema library for it.
function isRecentRoom(entry: unknown): entry is RecentRoom {
  if (typeof entry !== 'object' || entry === null) return false;
  const { roomId, title, at } = entry as Partial<Record<keyof RecentRoom, unknown>>;
  return (
    typeof roomId === 'string' && /^[a-z0-9]+$/.test(roomId) && typeof title === 'string' && typeof at === 'number'
  );
}

function write(shelf: Shelf, rooms: RecentRoom[]): void {
  try {
    shelf.setItem(KEY, JSON.stringify(rooms));
  } catch {
    // The storage is full or forbidden. The list can be missed.
  }
}
