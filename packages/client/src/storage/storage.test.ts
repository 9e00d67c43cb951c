import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { indexedDbStorage } from './indexed-db-storage.js';
import type { KeptRoom } from './kept-room.js';
import type { PendingOperation } from './pending.js';
import { type ClientStorage, memoryStorage } from './storage.js';
import { storageWithFallback } from './storage-fallback.js';

const operation = (opId: string): PendingOperation => ({ opId, op: { kind: 'page.grow', page: 1 }, at: 1 });
const room = (at: number) => ({ at }) as KeptRoom;
let databases = 0;

/** A browser that blocks the site's data, or whose disk is full and still gives what it has. */
function refusing(name: 'SecurityError' | 'QuotaExceededError', kept: ClientStorage = memoryStorage()): ClientStorage {
  const refuse = () => Promise.reject(new DOMException('No.', name));
  const refuses = (method: string) => name === 'SecurityError' || /^(save|put)/.test(method);
  return new Proxy(kept, {
    get: (target, method: keyof ClientStorage) => (refuses(method) ? refuse : target[method]),
  });
}

describe.each([
  ['memoryStorage', memoryStorage],
  ['indexedDbStorage', () => indexedDbStorage(`test-${databases++}`)],
  ['storageWithFallback where data is blocked', () => storageWithFallback(refusing('SecurityError'), () => {})],
  ['storageWithFallback where the disk is full', () => storageWithFallback(refusing('QuotaExceededError'), () => {})],
])('%s', (_name, open) => {
  it('keeps the outbox of each room in the order in which it was filled', async () => {
    const storage = open();
    for (const opId of ['c', 'a', 'b']) await storage.putOutbox('room-one', operation(opId));
    await storage.putOutbox('room-two', operation('z'));
    await storage.removeOutbox('room-one', 'a');
    await storage.removeOutbox('room-one', 'unknown');
    expect((await storage.outbox('room-one')).map(({ opId }) => opId)).toEqual(['c', 'b']);
  });

  it('keeps who one is for each room and seat, and forgets it on demand', async () => {
    const storage = open();
    const identity = { personId: 'person-one', personKey: 'a-secret-of-person-one', name: 'Ann' };
    await storage.saveIdentity('room-one', 'member', identity);
    expect(await storage.identity('room-one', 'member')).toEqual(identity);
    expect(await storage.identity('room-one', 'viewer')).toBeNull();
    await storage.saveIdentity('room-one', 'member', null);
    expect(await storage.identity('room-one', 'member')).toBeNull();
  });

  it('keeps rooms as they were last known, each seat’s by itself', async () => {
    const storage = open();
    await storage.saveRoom('room-one', 'member', room(1));
    await storage.saveRoom('room-one', 'member', room(2));
    expect((await storage.room('room-one', 'member'))?.at).toBe(2);
    expect(await storage.room('room-one', 'viewer')).toBeNull();
  });

  it('keeps the keys of links, each right’s by itself, and the last name', async () => {
    const storage = open();
    expect(await storage.name()).toBeNull();
    await storage.saveName('Ann');
    await storage.saveLinkKey('room-one', 'host', 'key');
    expect([
      await storage.name(),
      await storage.linkKey('room-one', 'host'),
      await storage.linkKey('room-one', 'write'),
    ]).toEqual(['Ann', 'key', null]);
    await storage.saveLinkKey('room-one', 'host', null);
    expect(await storage.linkKey('room-one', 'host')).toBeNull();
  });
});

describe('indexedDbStorage', () => {
  it('keeps the rooms that were saved last, and no more than six', async () => {
    const storage = indexedDbStorage('rooms');
    for (const at of [7, 1, 2, 3, 4, 5, 6]) await storage.saveRoom(`room-${at}`, 'member', room(at));
    const kept = [];
    for (let at = 1; at <= 7; at++) kept.push((await storage.room(`room-${at}`, 'member'))?.at);
    expect(kept).toEqual([undefined, 2, 3, 4, 5, 6, 7]);
  });

  it('outlives the page: another tab finds what this one kept', async () => {
    await indexedDbStorage('shared').putOutbox('room-one', operation('a'));
    expect((await indexedDbStorage('shared').outbox('room-one')).map(({ opId }) => opId)).toEqual(['a']);
  });
});

describe('storageWithFallback', () => {
  it('tells of what is refused, and of nothing where all is kept', async () => {
    const told: unknown[] = [];
    await storageWithFallback(memoryStorage(), (thrown) => told.push(thrown)).saveName('Ann');
    expect(told).toEqual([]);
    await storageWithFallback(refusing('QuotaExceededError'), (thrown) => told.push(thrown)).saveName('Ann');
    expect(told).toMatchObject([{ name: 'QuotaExceededError' }]);
  });

  it('still gives what was kept before the disk was full, each operation once, and what is newer', async () => {
    const kept = memoryStorage();
    await kept.saveName('Ann');
    await kept.saveLinkKey('room-one', 'host', 'key');
    await kept.putOutbox('room-one', operation('a'));
    const storage = storageWithFallback(refusing('QuotaExceededError', kept), () => {});
    await storage.saveName('Ben');
    await storage.putOutbox('room-one', operation('a'));
    await storage.putOutbox('room-one', operation('b'));
    expect([await storage.name(), await storage.linkKey('room-one', 'host')]).toEqual(['Ben', 'key']);
    expect((await storage.outbox('room-one')).map(({ opId }) => opId)).toEqual(['a', 'b']);
    await storage.removeOutbox('room-one', 'a');
    expect((await storage.outbox('room-one')).map(({ opId }) => opId)).toEqual(['b']);
  });

  it('gives the newest name once there is room again', async () => {
    const kept = memoryStorage();
    let full = true;
    const now = (): ClientStorage => (full ? refusing('QuotaExceededError', kept) : kept);
    const disk = new Proxy(kept, { get: (_, method: keyof ClientStorage) => now()[method] });
    const storage = storageWithFallback(disk, () => {});
    await storage.saveName('Ann');
    full = false;
    await storage.saveName('Ben');
    expect([await storage.name(), await kept.name()]).toEqual(['Ben', 'Ben']);
  });
});
