import type { ClientStorage } from '@inkroom/client';

/**
 * What a projector keeps in the browser: who it is, apart from whoever else is in the room from here, and no name for their next visit. The
 * keys of links are the browser's.
 */
export function projectorStorage(storage: ClientStorage): ClientStorage {
  const own = (roomId: string) => `${roomId}/projector`;
  return {
    ...storage,
    identity: (roomId, seat) => storage.identity(own(roomId), seat),
    saveIdentity: (roomId, seat, identity) => storage.saveIdentity(own(roomId), seat, identity),
    room: (roomId, seat) => storage.room(own(roomId), seat),
    saveRoom: (roomId, seat, room) => storage.saveRoom(own(roomId), seat, room),
    saveName: async () => {},
  };
}
