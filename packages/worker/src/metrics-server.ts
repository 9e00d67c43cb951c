import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** Tells a worker's figures to Prometheus at `GET /metrics`, and, where there is a token, to nobody who does not send it. */
export class MetricsServer {
  readonly #server: Server;

  /**
   * @param port on all addresses: a worker is in no network that strangers reach
   * @param token what whoever reads the figures has to send as a bearer token; null for nothing
   */
  constructor(port: number, token: string | null, registry: Registry, log: Logger) {
    this.#server = createServer((request, response) => {
      const answer = (status: number, body: string, type = 'text/plain') =>
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
      if (request.method !== 'GET' || request.url !== '/metrics') return answer(404, 'not found\n');
      if (token !== null && !isSame(request.headers.authorization ?? '', `Bearer ${token}`))
        return answer(403, 'METRICS_TOKEN is missing\n');
      registry.metrics().then(
        (text) => answer(200, text, registry.contentType),
        () => response.destroy(),
      );
    });
    // As of a second worker on one machine: it works on, and its figures are not to be had.
    this.#server.on('error', (error) => log.warn({ err: error, port }, 'figures cannot be told at METRICS_PORT'));
    this.#server.listen(port);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Compared as digests: how long it takes tells nothing of the token. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
