import { type ClientStorage, memoryStorage } from './storage.js';

/**
 * Keeps in `durable` what that takes, and in memory, until the page ends, what it refuses: a browser that blocks a site's data, or
 * whose disk is full. Never rejects.
 *
 * @param onRefused told each time, so that the app can say what is not kept
 */
export function storageWithFallback(durable: ClientStorage, onRefused: (thrown: unknown) => void): ClientStorage {
  const memory = memoryStorage();
  /** Once something is in memory alone, what is newer goes there too: memory then knows best. */
  let inMemory = false;
  const write = async (put: (storage: ClientStorage) => Promise<void>) => {
    try {
      await put(durable);
    } catch (thrown) {
      inMemory = true;
      onRefused(thrown);
    }
    if (inMemory) await put(memory);
  };
  const read = async <T>(get: (storage: ClientStorage) => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await get(durable);
    } catch (thrown) {
      onRefused(thrown);
      return otherwise;
    }
  };
  const newest = async <T>(get: (storage: ClientStorage) => Promise<T | null>) =>
    (await get(memory)) ?? (await read(get, null));
  return {
    identity: (roomId, seat) => newest((storage) => storage.identity(roomId, seat)),
    saveIdentity: (roomId, seat, identity) => write((storage) => storage.saveIdentity(roomId, seat, identity)),
    linkKey: (roomId, right) => newest((storage) => storage.linkKey(roomId, right)),
    saveLinkKey: (roomId, right, key) => write((storage) => storage.saveLinkKey(roomId, right, key)),
    name: () => newest((storage) => storage.name()),
    saveName: (name) => write((storage) => storage.saveName(name)),
    outbox: async (roomId) => {
      const kept = await read((storage) => storage.outbox(roomId), []);
      const known = new Set(kept.map(({ opId }) => opId));
      return [...kept, ...(await memory.outbox(roomId)).filter(({ opId }) => !known.has(opId))];
    },
    putOutbox: (roomId, operation) => write((storage) => storage.putOutbox(roomId, operation)),
    removeOutbox: (roomId, opId) => write((storage) => storage.removeOutbox(roomId, opId)),
    room: (roomId, seat) => newest((storage) => storage.room(roomId, seat)),
    saveRoom: (roomId, seat, room) => write((storage) => storage.saveRoom(roomId, seat, room)),
  };
}
