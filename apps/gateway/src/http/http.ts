import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { codedError } from '@inkroom/shared';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.js';
import type { Router } from './exchange.js';
import { isAskedHere } from './network-addresses.js';

export interface HttpSources {
  metrics: Metrics;
  /** What an operator has to send; null where being on this machine is enough. */
  metricsToken: string | null;
  /** `status` is `ok`, or why it is not; the details are the operator's. */
  health(): { status: string; details: object };
  /** Where others reach this gateway. */
  addresses(): readonly string[];
}

/** The app, which has both languages, is not let through. */
const HOST_UNKNOWN_JA =
  'この inkroom は、使われたアドレスを知りません。運用している人が PUBLIC_URL にそのアドレスを設定する必要があります。';
const OPERATOR_ONLY = 'Figures are told on this machine alone, or to who sends METRICS_TOKEN as a bearer token.';

/**
 * `GET /health/live` (that it answers at all), `GET /health/ready`, which `/health` is short for (200 or 503), `GET /metrics`, this one and
 * what is behind a health to the operator alone, and `GET /addresses`, truly to its own machine alone.
 */
export function operatorRoutes(
  router: Router,
  basePath: string,
  { metrics, metricsToken, health, addresses }: HttpSources,
): void {
  const isOperator = (request: IncomingMessage) =>
    metricsToken === null ? isAskedHere(request) : hasToken(request, metricsToken);
  const get = (path: string, answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>) =>
    router.all(basePath + path, (request, response) =>
      request.method === 'GET' ? answer(request, response) : end(response, 405, 'text/plain', 'GET only\n'),
    );
  const ready = (request: IncomingMessage, response: ServerResponse) => {
    const { status, details } = health();
    const report = { status, ...(isOperator(request) ? details : {}) };
    end(response, status === 'ok' ? 200 : 503, 'application/json', JSON.stringify(report));
  };
  get('/health', ready);
  get('/health/ready', ready);
  get('/health/live', (_, response) => end(response, 200, 'application/json', JSON.stringify({ status: 'ok' })));
  get('/addresses', (request, response) => {
    const told = isAskedHere(request) ? addresses() : [];
    end(response, 200, 'application/json', JSON.stringify({ addresses: told }));
  });
  get('/metrics', async (request, response) => {
    if (!isOperator(request)) end(response, 403, 'text/plain', `${OPERATOR_ONLY}\n`);
    else end(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
  });
}

/** Compared as digests: how long it takes tells nothing of the token. */
export function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}

/** Says to whoever asks under a name that is not this inkroom's what has to be done about it, and in the log. */
export function refuseHost(request: IncomingMessage, response: ServerResponse, log: Logger): void {
  const { host = '' } = request.headers;
  const { message } = codedError('host_unknown');
  log.warn(
    { host },
    'a request for a host that nobody knows was refused: set PUBLIC_URL to the address that browsers use',
  );
  end(response, 403, 'text/plain; charset=utf-8', `${message}\n${HOST_UNKNOWN_JA}\n`);
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
