import type { IncomingMessage, ServerResponse } from 'node:http';
import { codedError } from '@inkroom/shared';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.js';
import { isAskedHere } from './network-addresses.js';

export interface HttpSources {
  metrics: Metrics;
  health(): { healthy: boolean; report: object };
  /** Where others reach this gateway. */
  addresses(): readonly string[];
}

/**
 * Answers `GET /health` (200 or 503), `GET /metrics`, and `GET /addresses`, this one truly to its own machine alone.
 * @returns false for what is none of them
 */
export function httpHandler({ metrics, health, addresses }: HttpSources) {
  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> => {
    if (path !== '/health' && path !== '/metrics' && path !== '/addresses') return false;
    if (request.method !== 'GET') end(response, 405, 'text/plain', 'GET only\n');
    else if (path === '/health') {
      const { healthy, report } = health();
      end(response, healthy ? 200 : 503, 'application/json', JSON.stringify(report));
    } else if (path === '/addresses') {
      const told = isAskedHere(request) ? addresses() : [];
      end(response, 200, 'application/json', JSON.stringify({ addresses: told }));
    } else end(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
    return true;
  };
}

/** A path without its prefix and its query, or null when it does not begin with that. */
export function withoutPrefix(url: string, prefix: string): string | null {
  const path = url.split('?')[0]!;
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return null;
  return path.slice(prefix.length) || '/';
}

/** Says to whoever asks under a name that is not this inkroom's what has to be done about it, and in the log. */
export function refuseHost(request: IncomingMessage, response: ServerResponse, log: Logger): void {
  const { host = '' } = request.headers;
  const { message } = codedError('host_unknown');
  log.warn(
    { host },
    'a request for a host that nobody knows was refused: set PUBLIC_URL to the address that browsers use',
  );
  end(response, 403, 'text/plain; charset=utf-8', `${message}\n`);
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
