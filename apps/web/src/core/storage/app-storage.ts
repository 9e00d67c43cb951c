import { type ClientStorage, indexedDbStorage, storageWithFallback } from '@inkroom/client';
import { noteTrouble } from './storage-trouble';

let storage: ClientStorage | null = null;

/**
 * Where names, keys and waiting ink are kept; it never refuses. One for the visit: what the browser does not keep still goes with a
 * person from the lobby into the room.
 */
export function appStorage(): ClientStorage {
  storage ??= storageWithFallback(indexedDbStorage(), noteTrouble);
  return storage;
}
