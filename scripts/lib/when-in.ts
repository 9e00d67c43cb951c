import { type RoomClient, whenView } from '@inkroom/client';

/** Waits until somebody is in their room and the whole page has come. @returns whether that was in time */
export async function whenIn({ view }: RoomClient, timeoutMs: number): Promise<boolean> {
  return (
    (await whenView(view, ({ connection, arrived }) => connection === 'online' && arrived === 1, timeoutMs)) !== null
  );
}
