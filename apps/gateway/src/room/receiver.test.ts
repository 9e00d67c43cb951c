import { EventEmitter } from 'node:events';
import type { EncodedPiece } from '@inkroom/shared';
import type { Connection } from '@inkroom/store';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IoSocket } from '../io.js';
import type { Broadcast } from './broadcast.js';
import { Receiver } from './receiver.js';

/** A connection that takes what it is sent as long as it is writable. */
class FakeSocket {
  connected = true;
  readonly sent: unknown[] = [];
  readonly transport = Object.assign(new EventEmitter(), { writable: true, name: 'websocket' });
  readonly conn = Object.assign(new EventEmitter(), { transport: this.transport });

  emit(event: string, payload: unknown): void {
    this.sent.push(event === 'snapshot' ? payload : event);
  }

  setWritable(writable: boolean): void {
    this.transport.writable = writable;
    if (writable) this.transport.emit('ready');
  }
}

const CATCH_UP = 'catch up';
const piece = (name: string) => name as unknown as EncodedPiece;
const predicted = ({ predicted: cells }: Receiver) => [...cells].map(([page, one]) => [page, one && [...one]]);

describe('Receiver', () => {
  let socket: FakeSocket;
  let receiver: Receiver;
  beforeEach(() => {
    socket = new FakeSocket();
    const broadcast = { nameCount: 0, namesTold: 0, piece: (one: EncodedPiece) => one };
    receiver = new Receiver(
      socket as unknown as IoSocket,
      { personId: 'ann' } as Connection,
      broadcast as unknown as Broadcast,
      (ready) => {
        socket.emit(CATCH_UP, null);
        ready.isCurrent = true;
      },
    );
  });

  it('is sent its page in pieces, then what it missed', () => {
    receiver.begin(5, 2, [piece('2a'), piece('2b')]);
    expect(socket.sent).toEqual(['2a', '2b', CATCH_UP]);
    expect(receiver).toMatchObject({ isCurrent: true, seq: 5 });
    expect(predicted(receiver)).toEqual([[2, null]]);
  });

  it('is sent another page that it looks at, and then what came after what all were told', () => {
    receiver.begin(5, 1, [piece('1a')]);
    receiver.read(2, [piece('2a'), piece('2b')], 8);
    expect(socket.sent).toEqual(['1a', CATCH_UP, '2a', '2b', CATCH_UP]);
    expect(receiver).toMatchObject({ isCurrent: true, seq: 8 });
    // All that is predicted of that page, and nothing else, for that was told to all.
    expect(predicted(receiver)).toEqual([[2, null]]);
  });

  it('is sent each page that it has asked for, one after another and whole, as fast as it takes them', async () => {
    socket.setWritable(false);
    receiver.begin(5, 1, [piece('1a'), piece('1b')]);
    receiver.read(2, [piece('2a'), piece('2b')], 9);
    receiver.read(3, [piece('3a')], 9);
    expect(socket.sent).toEqual([]);
    // What came before it asked was not told yet: it still comes after the pages.
    expect(receiver).toMatchObject({ isCurrent: false, seq: 5 });
    expect(predicted(receiver)).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ]);
    socket.setWritable(true);
    await expect.poll(() => socket.sent).toEqual(['1a', '1b', '2a', '2b', '3a', CATCH_UP]);
  });

  it('is told of what was predicted meanwhile on whichever page, by page', () => {
    socket.setWritable(false);
    receiver.begin(5, 1, null);
    const cell = (page: number, index: number) => ({ page, cell: index }) as never;
    receiver.miss({ predictions: [cell(1, 0), cell(2, 3), cell(2, 4), cell(3, 3)] });
    expect(predicted(receiver)).toEqual([
      [1, null],
      [2, [3, 4]],
      [3, [3]],
    ]);
  });

  it('is told of everybody’s place and attention as it begins, and then of those that change', () => {
    const told = { places: [['bob', 1, 3]], attention: [['cleo', 'idle']] } as never;
    receiver.begin(5, 1, null);
    receiver.miss(told);
    expect(receiver.news).toBeNull();
    receiver.hasAllUpTo(5);
    receiver.miss(told);
    expect(receiver.news).toEqual(new Set(['bob', 'cleo']));
    receiver.pause(6);
    expect(receiver.news).toEqual(new Set());
    receiver.begin(6, 1, null);
    expect(receiver.news).toBeNull();
  });

  it('drops what is still to come of an earlier beginning when all begins anew', () => {
    socket.setWritable(false);
    receiver.begin(5, 1, [piece('1a')]);
    socket.transport.writable = true;
    receiver.begin(9, 2, [piece('2a')]);
    expect(socket.sent).toEqual(['2a', CATCH_UP]);
    expect(receiver.seq).toBe(9);
  });
});
