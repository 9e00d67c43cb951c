import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findTrouble, gatewayUrlFor } from './readiness.ts';

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

describe('gatewayUrlFor', () => {
  it('takes the address that the page is given', () => {
    const config = { gatewayUrl: 'https://gw.example.org', gatewayPort: 4000 };
    expect(gatewayUrlFor('http://localhost:3000', config)).toBe('https://gw.example.org');
  });

  it("takes the page's own host and the gateway's port otherwise", () => {
    expect(gatewayUrlFor('http://ink.example.org:3000', { gatewayUrl: null, gatewayPort: 4001 })).toBe(
      'http://ink.example.org:4001',
    );
  });
});

describe('findTrouble', () => {
  it('tells that nobody listens', async () => {
    const url = await serve(() => {});
    servers.pop()?.close();
    expect(await findTrouble(url)).toContain('ECONNREFUSED');
  });

  it('tells what the health check of the page says', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/api/health') response.writeHead(503).end('redis is gone');
      else response.end('<html></html>');
    });
    expect(await findTrouble(url)).toBe("the page's health check answers 503: redis is gone");
  });

  it('tells that a healthy page leads to no gateway', async () => {
    const gateway = await serve((_, response) => response.writeHead(404).end());
    const url = await serve((request, response) => {
      response.end(request.url === '/api/config' ? JSON.stringify({ gatewayUrl: gateway, gatewayPort: 0 }) : '{}');
    });
    expect(await findTrouble(url)).toContain(`no WebSocket to the gateway at ${gateway}`);
  });
});
