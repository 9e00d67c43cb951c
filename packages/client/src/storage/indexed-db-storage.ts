import type { LinkRight } from '@inkroom/shared';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptRoom } from './kept-room.js';
import type { PendingOperation } from './pending.js';
import type { ClientStorage, Identity, Seat } from './storage.js';

interface Schema extends DBSchema {
  identities: { key: [roomId: string, seat: Seat]; value: Identity };
  /** Called so since it held no others. */
  hostKeys: { key: string; value: string };
  settings: { key: string; value: string };
  outbox: {
    key: number;
    value: { roomId: string; opId: string; operation: PendingOperation };
    indexes: { byRoom: string; byOperation: [roomId: string, opId: string] };
  };
  rooms: { key: [roomId: string, seat: Seat]; value: KeptRoom; indexes: { byAge: number } };
}

const NAME = 'name';
/** A room takes up to some megabytes; who comes back to an older one waits for the server. */
const ROOMS_KEPT = 6;

/**
 * Keeps everything in the browser's IndexedDB, so that neither a reload nor a crash of the tab loses ink.
 * @param databaseName for tests that need a database of their own
 */
export function indexedDbStorage(databaseName = 'inkroom'): ClientStorage {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const database = () => {
    opened ??= openDB<Schema>(databaseName, 2, {
      upgrade(db, before) {
        if (before < 1) {
          db.createObjectStore('identities');
          db.createObjectStore('hostKeys');
          db.createObjectStore('settings');
          // Numbered by the database: the order in which operations were made is the order of the keys, across tabs too.
          const outbox = db.createObjectStore('outbox', { autoIncrement: true });
          outbox.createIndex('byRoom', 'roomId');
          outbox.createIndex('byOperation', ['roomId', 'opId'], { unique: true });
        }
        db.createObjectStore('rooms').createIndex('byAge', 'at');
      },
      blocking(_current, _blocked, event) {
        // Another tab brings a newer schema: let it pass and open again when needed.
        (event.target as IDBDatabase).close();
        opened = null;
      },
      terminated() {
        opened = null;
      },
    }).catch((thrown: unknown) => {
      opened = null;
      throw thrown;
    });
    return opened;
  };
  return {
    identity: async (roomId, seat) => (await (await database()).get('identities', [roomId, seat])) ?? null,
    saveIdentity: async (roomId, seat, identity) => {
      const db = await database();
      if (identity) await db.put('identities', identity, [roomId, seat]);
      else await db.delete('identities', [roomId, seat]);
    },
    linkKey: async (roomId, right) => (await (await database()).get('hostKeys', linkKeyName(roomId, right))) ?? null,
    saveLinkKey: async (roomId, right, key) => {
      const db = await database();
      if (key) await db.put('hostKeys', key, linkKeyName(roomId, right));
      else await db.delete('hostKeys', linkKeyName(roomId, right));
    },
    name: async () => (await (await database()).get('settings', NAME)) ?? null,
    saveName: async (name) => {
      await (await database()).put('settings', name, NAME);
    },
    outbox: async (roomId) => {
      const rows = await (await database()).getAllFromIndex('outbox', 'byRoom', roomId);
      return rows.map((row) => row.operation);
    },
    putOutbox: async (roomId, operation) => {
      const transaction = (await database()).transaction('outbox', 'readwrite');
      await atOnce(transaction, transaction.store.put({ roomId, opId: operation.opId, operation }));
    },
    removeOutbox: async (roomId, opId) => {
      const transaction = (await database()).transaction('outbox', 'readwrite');
      const key = await transaction.store.index('byOperation').getKey([roomId, opId]);
      if (key !== undefined) await transaction.store.delete(key);
      await transaction.done;
    },
    room: async (roomId, seat) => {
      const db = await database();
      const byAge = await db.getAllKeysFromIndex('rooms', 'byAge');
      await Promise.all(byAge.slice(0, -ROOMS_KEPT).map((key) => db.delete('rooms', key)));
      return (await db.get('rooms', [roomId, seat])) ?? null;
    },
    saveRoom: async (roomId, seat, room) => {
      const transaction = (await database()).transaction('rooms', 'readwrite');
      await atOnce(transaction, transaction.store.put(room, [roomId, seat]));
    },
  };
}

/** A host's key goes by the room alone, as former versions have kept it. */
function linkKeyName(roomId: string, right: LinkRight): string {
  return right === 'host' ? roomId : `${roomId}/${right}`;
}

/** Commits in the same task: a page that is closed right after a stroke would otherwise abort the transaction. */
async function atOnce(transaction: { commit(): void; done: Promise<void> }, put: Promise<unknown>): Promise<void> {
  transaction.commit();
  // The transaction says why it failed (a full disk); its request may say no more than that it was aborted.
  put.catch(() => {});
  await transaction.done;
}
