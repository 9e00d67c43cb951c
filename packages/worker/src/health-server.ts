import { createServer, type Server } from 'node:http';

/**
 * Answers every request of whoever watches a worker: with 200 while Redis takes its heartbeats, else with 503. Any answer says
 * that the process does not hang.
 */
export class HealthServer {
  readonly #server: Server;
  #beatAt = Number.NEGATIVE_INFINITY;

  /**
   * @param port on this machine alone, or in this container
   * @param expiryMs for how long a heartbeat counts, ms
   */
  constructor(port: number, expiryMs: number) {
    this.#server = createServer((_request, response) => {
      const isFine = performance.now() - this.#beatAt < expiryMs;
      response.writeHead(isFine ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify({ status: isFine ? 'ok' : 'storage_unavailable' }));
    });
    this.#server.listen(port, '127.0.0.1');
  }

  /** Redis has taken a heartbeat. */
  beat(): void {
    this.#beatAt = performance.now();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
