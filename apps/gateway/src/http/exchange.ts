import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CodedError, codedError, type ErrorCode, fail, ok, type Result, toCodedError } from '@inkroom/shared';
import { storageErrorOf } from '@inkroom/store';
import type { HTTPVersion, Instance } from 'find-my-way';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config.js';
import { isOriginAllowed } from './origin.js';

/** Leads a request by its path to what answers it, whatever its method. */
export type Router = Instance<HTTPVersion.V1>;

/** HTTP's word for what a refusal says; all else is the request's own fault. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  origin_refused: 403,
  wrong_key: 403,
  host_only: 403,
  operator_only: 403,
  room_not_found: 404,
  run_not_found: 404,
  part_not_found: 404,
  version_not_found: 404,
  payload_too_large: 413,
  artifact_corrupt: 422,
  room_file_invalid: 422,
  room_file_newer: 422,
  layers_invalid: 422,
  scores_invalid: 422,
  rate_limited: 429,
  too_many_predictions: 429,
  too_many_rooms: 429,
  too_many_transfers: 429,
  internal: 500,
  no_recogniser: 503,
  no_worker: 503,
  storage_full: 503,
  storage_unavailable: 503,
  shutting_down: 503,
  timeout: 504,
};

/** How long a browser need not ask again whether it may send, s. */
const PREFLIGHT_SECONDS = 600;

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/**
 * Whether a request may be answered: by its page's origin, and its method. What may not, and a browser's question before it sends, is answered
 * here.
 * @param headers that it may bring beside its content type
 */
export function admits(
  request: IncomingMessage,
  response: ServerResponse,
  config: Pick<GatewayConfig, 'publicUrl' | 'webOrigins' | 'machineName'>,
  method: 'GET' | 'POST',
  headers: readonly string[] = [],
): boolean {
  if (!isOriginAllowed(request, config)) {
    refuse(response, codedError('origin_refused'));
    return false;
  }
  const { origin } = request.headers;
  if (origin) response.setHeader('access-control-allow-origin', origin).setHeader('vary', 'origin');
  if (request.method === method) return true;
  if (request.method !== 'OPTIONS') response.writeHead(405, { allow: `${method}, OPTIONS` }).end();
  else {
    const allowed = {
      'access-control-allow-methods': method,
      'access-control-allow-headers': ['content-type', ...headers].join(', '),
      'access-control-max-age': `${PREFLIGHT_SECONDS}`,
    };
    response.writeHead(204, allowed).end();
  }
  return false;
}

/** @returns `payload_too_large`, or `timeout` when it is not all there after `withinMs`, or its sender has gone */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
  withinMs: number,
): Promise<Result<Buffer>> {
  if (request.destroyed) return fail('timeout');
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer) => {
    size += chunk.length;
    // What is too much is read all the same, and forgotten: a browser reads no answer before it has sent its file.
    if (size <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  };
  request.on('data', take);
  try {
    await once(request, 'end', { signal: AbortSignal.timeout(withinMs) });
  } catch {
    // The rest is not waited for.
    if (!response.headersSent) response.setHeader('connection', 'close');
    return fail('timeout');
  } finally {
    request.off('data', take);
  }
  return size > maxBytes ? fail('payload_too_large', { maxBytes }) : ok(Buffer.concat(chunks));
}

export function answerJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, JSON_HEADERS).end(JSON.stringify(value));
}

export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 400;
}

export function refuse(response: ServerResponse, error: CodedError): void {
  const retryAfterMs = error.details?.retryAfterMs;
  if (typeof retryAfterMs === 'number') response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000));
  answerJson(response, statusOf(error.code), { error });
}

/** Refuses what could not be answered because something was thrown; the words of that are for the log. */
export function refuseThrown(response: ServerResponse, thrown: unknown, log: Logger): void {
  const storageError = storageErrorOf(thrown);
  if (!storageError) log.error({ err: thrown }, 'could not answer over HTTP');
  if (response.headersSent) response.destroy();
  else refuse(response, storageError ?? toCodedError(thrown));
}
