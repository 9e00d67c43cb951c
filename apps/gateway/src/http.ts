import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.js';

export interface HttpSources {
  metrics: Metrics;
  health(): { healthy: boolean; report: object };
}

/** Answers `GET /health` (200 or 503) and `GET /metrics`. Everything else here is Socket.IO's. */
export function httpHandler({ metrics, health }: HttpSources) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET') return end(response, 405, 'text/plain', 'GET only\n');
    if (path === '/health') {
      const { healthy, report } = health();
      return end(response, healthy ? 200 : 503, 'application/json', JSON.stringify(report));
    }
    if (path === '/metrics') return end(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
    end(response, 404, 'text/plain', 'not found\n');
  };
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
