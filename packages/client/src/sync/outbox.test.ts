import { describe, expect, it } from 'vitest';
import type { OwnOperation } from '../storage/pending.js';
import { memoryStorage, outboxName } from '../storage/storage.js';
import { StorageWrites } from '../storage/storage-writes.js';
import { Outbox, sendable } from './outbox.js';

const own = (opId: string, cell: number | null, seq: number | null = null): OwnOperation => ({
  opId,
  seq,
  at: 0,
  op: cell === null ? { kind: 'page.grow', page: 1 } : { kind: 'ink.clear', page: 1, cell },
});
const ids = (operations: OwnOperation[]) => operations.map(({ opId }) => opId);

describe('sendable', () => {
  it('sends operations on one cell one after another and those on others at once', () => {
    const queue = [own('a1', 0), own('a2', 0), own('b1', 1)];
    expect(ids(sendable(queue, new Set(), 8))).toEqual(['a1', 'b1']);
    expect(ids(sendable(queue, new Set(['a1', 'b1']), 8))).toEqual([]);
    expect(ids(sendable(queue.slice(1), new Set(['b1']), 8))).toEqual(['a2']);
  });

  it('does not take cells of two pages for the same one', () => {
    const elsewhere = { ...own('b', 0), op: { kind: 'ink.clear', page: 2, cell: 0 } as const };
    expect(ids(sendable([own('a', 0), elsewhere, own('c', 0)], new Set(), 8))).toEqual(['a', 'b']);
  });

  it('lets what concerns more than one cell wait for all before it: a page cleared, a clearing taken back', () => {
    const page = { ...own('page', null), op: { kind: 'ink.clear', page: 1 } as const };
    const back = { ...own('back', null), op: { kind: 'ink.restore', page: 1, clearing: 'a' } as const };
    for (const whole of [page, back]) {
      expect(ids(sendable([own('a', 0), whole, own('b', 1)], new Set(), 8))).toEqual(['a']);
      expect(ids(sendable([whole, own('b', 1)], new Set(), 8))).toEqual([whole.opId]);
    }
  });

  it('lets what concerns the whole room wait for all before it, and all after it wait for it', () => {
    const queue = [own('a1', 0), own('turn', null), own('b1', 1)];
    expect(ids(sendable(queue, new Set(), 8))).toEqual(['a1']);
    expect(ids(sendable(queue.slice(1), new Set(), 8))).toEqual(['turn']);
    expect(ids(sendable(queue.slice(1), new Set(['turn']), 8))).toEqual([]);
  });

  it('lets nothing wait for what concerns the models, whose operations go one after another', () => {
    const promote = { ...own('promote', null), op: { kind: 'model.promote', versionId: 'shipped-mlp' } as const };
    const challenge = { ...own('challenge', null), op: { kind: 'model.challenge', versionId: null } as const };
    const queue = [own('a1', 0), promote, challenge, own('b1', 1), own('turn', null)];
    expect(ids(sendable(queue, new Set(), 8))).toEqual(['a1', 'promote', 'b1']);
    expect(ids(sendable(queue.slice(1), new Set(['promote', 'b1']), 8))).toEqual([]);
    expect(ids(sendable([promote, own('turn', null)], new Set(['promote']), 8))).toEqual(['turn']);
  });

  it('keeps within the window and passes over what is acknowledged', () => {
    const queue = [own('done', 0, 5), own('a', 0), own('b', 1), own('c', 2)];
    expect(ids(sendable(queue, new Set(), 2))).toEqual(['a', 'b']);
    expect(ids(sendable(queue, new Set(['a']), 2))).toEqual(['b']);
  });
});

describe('Outbox', () => {
  it('keeps what a viewer asks for, and leaves it to nobody else who shares the device', async () => {
    const storage = memoryStorage();
    const writes = new StorageWrites(storage);
    const outbox = new Outbox(writes, 'room', 'viewer');
    const name = { kind: 'person.name', personId: 'vera', name: 'Vera' } as const;
    outbox.put({ opId: 'renames', op: name, at: 0 });
    await writes.settled();
    expect(await storage.outbox('room')).toEqual([]);
    expect(await storage.outbox(outboxName('room', 'viewer'))).toMatchObject([{ opId: 'renames' }]);
    outbox.remove('renames');
    await writes.settled();
    expect(await storage.outbox(outboxName('room', 'viewer'))).toEqual([]);
  });
});
