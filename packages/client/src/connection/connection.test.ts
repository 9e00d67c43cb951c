import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from './connection.js';
import { createRoom } from './gateway.js';
import { Timers } from './timers.js';

describe('a request', () => {
  let server: Server;
  let gatewayUrl: string;
  beforeEach(async () => {
    const http = createServer();
    server = new Server(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    gatewayUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  async function up(requestTimeoutMs = 60_000): Promise<Connection> {
    const limits = () => ({ ...DEFAULT_LIMITS, requestTimeoutMs });
    const connection = new Connection({ gatewayUrl, limits, timers: new Timers() });
    connection.open(() => {});
    await new Promise<void>((resolve) => connection.on('up', resolve));
    return connection;
  }

  it('that nobody answers in time says so', async () => {
    const connection = await up(50);
    expect(await connection.request('ping', {})).toMatchObject({ error: { code: 'timeout' } });
    connection.close();
  });

  it('whose connection drops says so', async () => {
    server.on('connection', (socket) => socket.onAny(() => socket.disconnect(true)));
    const connection = await up();
    expect(await connection.request('ping', {})).toMatchObject({ error: { code: 'offline' } });
    connection.close();
    expect(await createRoom(gatewayUrl)).toMatchObject({ error: { code: 'offline' } });
  });

  it('that cannot be put into words is no fault of the connection', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const connection = await up();
    expect(await connection.request('ping', { since: 1n } as never)).toMatchObject({
      error: { code: 'invalid_payload', details: { reason: expect.stringContaining('BigInt') } },
    });
    expect(told).toHaveBeenCalledOnce();
    connection.close();
    told.mockRestore();
  });
});
