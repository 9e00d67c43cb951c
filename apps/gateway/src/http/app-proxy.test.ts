import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { AppProxy } from './app-proxy.js';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the app behind the gateway’s address', () => {
  it('answers also where it closes a kept connection just as it is taken again', async () => {
    const served = new Set<Socket>();
    let reused = 0;
    const app = await serve((request, response) => {
      if (served.has(request.socket)) {
        reused++;
        request.socket.destroy();
        return;
      }
      served.add(request.socket);
      response.end('the app');
    });
    const proxy = new AppProxy(app, pino({ enabled: false }));
    const gateway = await serve((request, response) => void proxy.answer(request, response));
    for (let i = 0; i < 6; i++) {
      const answer = await fetch(gateway);
      expect([answer.status, await answer.text()]).toEqual([200, 'the app']);
    }
    expect(reused).toBeGreaterThan(0);
  });

  it('is said to be starting where there is none', async () => {
    const app = await serve(() => {});
    for (const end of ends.splice(0)) end();
    const proxy = new AppProxy(app, pino({ enabled: false }));
    const gateway = await serve((request, response) => void proxy.answer(request, response));
    const answer = await fetch(gateway);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('inkroom is starting');
  });
});
