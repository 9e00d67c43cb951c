import { safeShelf } from './shelf';

/** Ends with the tab: who opens the room in another one may be somebody else at the same device. */
const tab = safeShelf(
  () => sessionStorage,
  () => {},
);
const key = (roomId: string) => `inkroom.visit.${roomId}`;

/** Whether this tab has been in a room and has not left it: a reload goes on without a question. */
export function isVisiting(roomId: string): boolean {
  return tab.getItem(key(roomId)) === 'yes';
}

export function beginVisit(roomId: string): void {
  tab.setItem(key(roomId), 'yes');
}

export function endVisit(roomId: string): void {
  tab.setItem(key(roomId), '');
}
