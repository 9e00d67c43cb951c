import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findTrouble } from './readiness.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await once(server.close(), 'close');
  }
});

describe('findTrouble', () => {
  it('tells that nobody listens', async () => {
    const url = await serve(() => {});
    servers.pop()?.close();
    expect(await findTrouble(url)).toContain('ECONNREFUSED');
  });

  it('tells what the health check says', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/health') response.writeHead(503).end('redis is gone');
      else response.end('<html></html>');
    });
    expect(await findTrouble(url)).toBe('the health check answers 503: redis is gone');
  });

  it('tells that the app does not answer behind a gateway that does', async () => {
    const url = await serve((_, response) => response.writeHead(503).end());
    expect(await findTrouble(url)).toBe('the app answers 503');
  });

  it('tells that all is well but for the WebSocket', async () => {
    const url = await serve((_, response) => response.end('{}'));
    expect(await findTrouble(url)).toContain(`no WebSocket at ${url}`);
  });
});
