import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { roomParser } from '@inkroom/shared';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { FramedAdapter } from './framed-adapter.js';
import { sizedParser } from './requests/sized-parser.js';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe('a message to all people of a room', () => {
  it('comes whole and in order by WebSocket and by polling, whatever its length', async () => {
    const server = new Server(createServer().listen(0), { adapter: FramedAdapter, parser: sizedParser(1_000) });
    ends.push(() => void server.close());
    server.on('connection', (socket) => void socket.join('room'));
    const { port } = (server as unknown as { httpServer: { address(): AddressInfo } }).httpServer.address();
    const people = (['websocket', 'polling'] as const).map((transport): [Socket, unknown[]] => {
      const socket = io(`http://127.0.0.1:${port}`, {
        ...{ transports: [transport], forceNew: true },
        parser: roomParser,
      });
      const heard: unknown[] = [];
      socket.onAny((event: string, payload: unknown) => {
        heard.push([event, payload instanceof Uint8Array ? Buffer.from(payload) : payload]);
      });
      ends.push(() => void socket.disconnect());
      return [socket, heard];
    });
    await until('all are there', () => people.every(([socket]) => socket.connected));
    // One byte less and more than what takes another kind of header.
    const told: [string, unknown][] = [0, 125, 126, 2 ** 16 - 1, 2 ** 16, 200_000].flatMap((length, i) => [
      ['activity', Buffer.alloc(length, i + 1)],
      ['news', { number: i, text: 'あ'.repeat(i * 30) }],
    ]);
    for (const [event, payload] of told) server.local.to('room').emit(event, payload);
    for (const [, heard] of people) {
      await until('all has come', () => heard.length === told.length);
      expect(heard).toEqual(told);
    }
  });
});
