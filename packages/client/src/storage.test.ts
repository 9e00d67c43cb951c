import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { indexedDbStorage } from './indexed-db-storage.js';
import type { PendingOperation } from './pending.js';
import { memoryStorage } from './storage.js';

const operation = (opId: string): PendingOperation => ({ opId, op: { kind: 'sheet.grow' }, at: 1 });
let databases = 0;

describe.each([
  ['memoryStorage', memoryStorage],
  ['indexedDbStorage', () => indexedDbStorage(`test-${databases++}`)],
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

  it('keeps host keys and the last name', async () => {
    const storage = open();
    expect(await storage.name()).toBeNull();
    await storage.saveName('Ann');
    await storage.saveHostKey('room-one', 'key');
    expect([await storage.name(), await storage.hostKey('room-one'), await storage.hostKey('room-two')]).toEqual([
      'Ann',
      'key',
      null,
    ]);
    await storage.saveHostKey('room-one', null);
    expect(await storage.hostKey('room-one')).toBeNull();
  });
});

describe('indexedDbStorage', () => {
  it('outlives the page: another tab finds what this one kept', async () => {
    await indexedDbStorage('shared').putOutbox('room-one', operation('a'));
    expect((await indexedDbStorage('shared').outbox('room-one')).map(({ opId }) => opId)).toEqual(['a']);
  });
});
