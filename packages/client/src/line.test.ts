import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRoom } from './gateway.js';
import { Line } from './line.js';
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

  async function up(requestTimeoutMs = 60_000): Promise<Line> {
    const limits = () => ({ ...DEFAULT_LIMITS, requestTimeoutMs });
    return new Promise((resolve) => {
      const onUp = () => resolve(line);
      const nothing = () => {};
      const ears = { onDown: nothing, onTrouble: nothing, onSilence: nothing };
      const line = new Line({ gatewayUrl, limits, timers: new Timers(), onUp, ...ears });
      line.open(() => {});
    });
  }

  it('that nobody answers in time says so', async () => {
    const line = await up(50);
    expect(await line.request('ping', {})).toMatchObject({ error: { code: 'timeout' } });
    line.close();
  });

  it('whose line drops says so', async () => {
    server.on('connection', (socket) => socket.onAny(() => socket.disconnect(true)));
    const line = await up();
    expect(await line.request('ping', {})).toMatchObject({ error: { code: 'offline' } });
    line.close();
    expect(await createRoom(gatewayUrl)).toMatchObject({ error: { code: 'offline' } });
  });

  it('that cannot be put into words is no fault of the line', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const line = await up();
    expect(await line.request('ping', { since: 1n } as never)).toMatchObject({
      error: { code: 'invalid_payload', details: { reason: expect.stringContaining('BigInt') } },
    });
    expect(told).toHaveBeenCalledOnce();
    line.close();
    told.mockRestore();
  });
});
