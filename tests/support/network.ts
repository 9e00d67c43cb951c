import { createServer, type IncomingMessage, type RequestListener, request as requestOf } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

export interface NetworkOptions {
  /** What becomes of a request to upgrade to a WebSocket: it passes, is answered with 403, or is never answered. */
  upgrades?: 'pass' | 'refuse' | 'swallow';
  /** Paths that are answered with 403. */
  blocked?: RegExp;
  /** The key and certificate under which it takes HTTPS alone; the gateway gets plain HTTP. */
  tls?: { key: string; cert: string };
  /** Headers as the gateway shall get them. */
  headers?: Record<string, string>;
  /** How long each request is on its way, ms. */
  delayMs?: number;
}

/** What lies between a browser and a gateway: a proxy that does what those of schools do. */
export interface Network {
  readonly url: string;
  /** Nothing comes through the connections that are open now, WebSockets and those that poll, and nobody is told. */
  hold(): void;
  /** All that was held comes through. */
  release(): void;
  close(): Promise<void>;
}

export async function openNetwork(
  gatewayUrl: string,
  { upgrades = 'pass', blocked, tls, headers, delayMs = 0 }: NetworkOptions = {},
): Promise<Network> {
  const { hostname, port, pathname } = new URL(gatewayUrl);
  const sockets = new Set<Duplex>();
  const tunnels = new Set<Duplex>();
  /** Connections that poll, by their id: all that were seen, and those that are held. */
  const polling = new Set<string>();
  const held = new Set<string>();
  const releases: (() => void)[] = [];
  const pass = (sid: string | null) =>
    sid !== null && held.has(sid) ? new Promise<void>((resolve) => releases.push(resolve)) : null;
  const isBlocked = ({ url = '' }: IncomingMessage) => blocked?.test(url) ?? false;

  const handOn: RequestListener = async (request, response) => {
    if (isBlocked(request)) return void response.writeHead(403).end('not in this school');
    if (delayMs > 0) await delay(delayMs);
    const { method, url = '' } = request;
    const sid = new URL(url, gatewayUrl).searchParams.get('sid');
    if (sid !== null) polling.add(sid);
    await pass(sid);
    const onwards = requestOf(
      { hostname, port, method, path: url, headers: { ...request.headers, ...headers } },
      async (answer) => {
        await pass(sid);
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onwards.on('error', () => response.destroy());
    response.on('close', () => onwards.destroy());
    request.pipe(onwards);
  };
  const server = tls ? createTlsServer(tls, handOn) : createServer(handOn);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    if (upgrades === 'swallow') return;
    if (upgrades === 'refuse' || isBlocked(request))
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    const onwards = connect(Number(port), hostname);
    const lines = Object.entries({ ...request.headers, ...headers }).map(([name, value]) => `${name}: ${value}`);
    onwards.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onwards.write(head);
    for (const [from, to] of [
      [socket, onwards],
      [onwards, socket],
    ] as const) {
      tunnels.add(from);
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        tunnels.delete(from);
        to.destroy();
      });
    }
  });
  // Under TLS the tunnels are other objects than the sockets that carry them.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}${pathname.replace(/\/$/, '')}`,
    hold() {
      for (const tunnel of tunnels) tunnel.pause();
      for (const sid of polling) held.add(sid);
    },
    release() {
      for (const tunnel of tunnels) tunnel.resume();
      held.clear();
      for (const release of releases.splice(0)) release();
    },
    async close() {
      for (const socket of [...sockets, ...tunnels]) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
