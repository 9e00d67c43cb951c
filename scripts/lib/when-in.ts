import { type RoomClient, type RoomView, whenView } from '@inkroom/client';

/** Waits until somebody is in their room and the whole page has come. @returns whether that was in time */
export async function whenIn({ view }: RoomClient, timeoutMs: number): Promise<boolean> {
  const isIn = ({ connection, arrived }: RoomView) => connection === 'online' && arrived === 1;
  const deadline = performance.now() + timeoutMs;
  // Whoever is let in is told so a moment before they are told that the page is still to come: what holds for longer counts.
  do {
    if (!(await whenView(view, isIn, deadline - performance.now()))) return false;
  } while (!isIn(view.getState()));
  return true;
}
