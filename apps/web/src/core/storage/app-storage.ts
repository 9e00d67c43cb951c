import type { ClientStorage } from '@inkroom/client';
import { noteTrouble } from './storage-trouble';

let storage: ClientStorage | null = null;

/**
 * Where names, keys and waiting ink are kept; it never refuses. One for the visit: what the browser does not keep still goes with a
 * person from the lobby into the room. The client comes on demand, for the first page need not carry it.
 */
export async function appStorage(): Promise<ClientStorage> {
  const { indexedDbStorage, storageWithFallback } = await import('@inkroom/client');
  storage ??= storageWithFallback(indexedDbStorage(), noteTrouble);
  return storage;
}
