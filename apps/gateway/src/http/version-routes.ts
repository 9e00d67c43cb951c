import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type CodedError,
  codedError,
  type ErrorCode,
  fail,
  type Limits,
  ok,
  type Result,
  roomIdSchema,
  secretSchema,
  toCodedError,
  type VersionFormat,
  versionFormatSchema,
  versionIdSchema,
} from '@inkroom/shared';
import { storageErrorOf } from '@inkroom/store';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config.js';
import type { ClientAddress } from './client-address.js';
import { ImportSlots } from './import-slots.js';
import { isOriginAllowed } from './origin.js';
import type { TransferLimits } from './transfer-limits.js';
import type { VersionFiles } from './version-files.js';

export interface VersionRoutesOptions {
  files: Pick<VersionFiles, 'checkHostKey' | 'import' | 'export'>;
  transfers: Pick<TransferLimits, 'take' | 'beginImport'>;
  log: Logger;
  limits: Limits;
  config: Pick<GatewayConfig, 'publicUrl' | 'webOrigins' | 'machineName'>;
  clientAddress: ClientAddress;
  isClosing: () => boolean;
}

/** The header in which a host shows the room's key. */
export const HOST_KEY_HEADER = 'x-host-key';

type Route =
  | { kind: 'import'; roomId: string }
  | { kind: 'export'; roomId: string; versionId: string; format: VersionFormat };

/** How long a browser need not ask again whether it may send a file, s. */
const PREFLIGHT_SECONDS = 600;

/** HTTP's word for what a refusal says; all else is the request's own fault. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  origin_refused: 403,
  wrong_key: 403,
  room_not_found: 404,
  version_not_found: 404,
  payload_too_large: 413,
  artifact_corrupt: 422,
  layers_invalid: 422,
  scores_invalid: 422,
  rate_limited: 429,
  too_many_transfers: 429,
  internal: 500,
  no_worker: 503,
  storage_full: 503,
  storage_unavailable: 503,
  shutting_down: 503,
  timeout: 504,
};

/**
 * Answers `GET /rooms/:room/versions/:version/:format.zip` and `POST /rooms/:room/versions`.
 * @returns a function that tells whether the request was one of these
 */
export function versionRoutes({
  files,
  transfers,
  log,
  limits,
  config,
  clientAddress,
  isClosing,
}: VersionRoutesOptions) {
  const slots = new ImportSlots(limits);

  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> => {
    const route = routeOf(path);
    if (!route) return false;
    const { origin } = request.headers;
    if (!isOriginAllowed(request, config)) {
      refuse(response, codedError('origin_refused'));
      return true;
    }
    if (origin) response.setHeader('access-control-allow-origin', origin).setHeader('vary', 'origin');
    const method = route.kind === 'export' ? 'GET' : 'POST';
    if (request.method === 'OPTIONS') response.writeHead(204, preflight(method)).end();
    else if (request.method !== method) response.writeHead(405, { allow: `${method}, OPTIONS` }).end();
    else await answer(route, request, response);
    return true;
  };

  async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (isClosing()) return refuse(response, codedError('shutting_down'));
      const retryAfterMs = await transfers.take(clientAddress(request));
      if (retryAfterMs > 0) return refuse(response, codedError('too_many_transfers', { retryAfterMs }));
      const made =
        route.kind === 'export' ? await exportVersion(route, response) : await importVersion(route, request, response);
      if (!made.ok) refuse(response, made.error);
    } catch (thrown) {
      const storageError = storageErrorOf(thrown);
      if (storageError) return refuse(response, storageError);
      log.error({ err: thrown, route }, 'could not answer for a version');
      if (response.headersSent) response.destroy();
      else refuse(response, toCodedError(thrown));
    }
  }

  async function exportVersion(
    { roomId, versionId, format }: Extract<Route, { kind: 'export' }>,
    response: ServerResponse,
  ): Promise<Result<null>> {
    const made = await files.export(roomId, versionId, format);
    if (!made.ok) return made;
    const { version, zip } = made.value;
    const name = version.number > 0 ? `inkroom-model-${version.number}` : `inkroom-${version.id}`;
    response.writeHead(200, {
      'content-type': 'application/zip',
      'content-length': zip.length,
      'content-disposition': `attachment; filename="${name}.${format}.zip"`,
      'cache-control': 'no-store',
    });
    response.end(zip);
    return ok(null);
  }

  async function importVersion(
    { roomId }: Extract<Route, { kind: 'import' }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Result<null>> {
    const made = await receive(roomId, request);
    if (!made.ok) {
      // The rest of a file that takes too long is not waited for.
      if (!request.complete && made.error.code === 'timeout') response.setHeader('connection', 'close');
      return made;
    }
    response.writeHead(201, JSON_HEADERS).end(JSON.stringify({ version: made.value }));
    return ok(null);
  }

  async function receive(roomId: string, request: IncomingMessage): ReturnType<VersionFiles['import']> {
    const key = secretSchema.safeParse(request.headers[HOST_KEY_HEADER]);
    if (!key.success) return fail('wrong_key', { key: 'host' });
    // Before the file: nobody else's is taken in.
    const checked = await files.checkHostKey(roomId, key.data);
    if (!checked.ok) return checked;
    const giveBack = slots.take(roomId);
    if (!giveBack) return fail('rate_limited', { retryAfterMs: limits.workerHeartbeatMs });
    let end: (() => void) | null = null;
    try {
      end = await transfers.beginImport(clientAddress(request));
      if (!end) return fail('rate_limited', { retryAfterMs: limits.workerHeartbeatMs });
      const body = await readBody(request, limits);
      return body.ok ? await files.import(roomId, body.value) : body;
    } finally {
      end?.();
      giveBack();
    }
  }
}

function routeOf(path: string): Route | null {
  const [root, roomId, versions, versionId, file, ...more] = path.split('/').slice(1);
  if (root !== 'rooms' || versions !== 'versions' || more.length > 0 || !roomIdSchema.safeParse(roomId).success)
    return null;
  if (versionId === undefined) return { kind: 'import', roomId: roomId! };
  const format = versionFormatSchema.safeParse(/^(.*)\.zip$/.exec(file ?? '')?.[1]);
  if (!format.success || !versionIdSchema.safeParse(versionId).success) return null;
  return { kind: 'export', roomId: roomId!, versionId, format: format.data };
}

/** @returns `payload_too_large`, or `timeout` when it is not all there after `importUploadMs`, or its sender has gone */
async function readBody(request: IncomingMessage, limits: Limits): Promise<Result<Uint8Array>> {
  if (request.destroyed) return fail('timeout');
  const { importBytesMax: maxBytes, importUploadMs } = limits;
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
    await once(request, 'end', { signal: AbortSignal.timeout(importUploadMs) });
  } catch {
    return fail('timeout');
  } finally {
    request.off('data', take);
  }
  return size > maxBytes ? fail('payload_too_large', { maxBytes }) : ok(Buffer.concat(chunks));
}

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

function preflight(method: 'GET' | 'POST') {
  return {
    'access-control-allow-methods': method,
    'access-control-allow-headers': `content-type, ${HOST_KEY_HEADER}`,
    'access-control-max-age': `${PREFLIGHT_SECONDS}`,
  };
}

function refuse(response: ServerResponse, error: CodedError): void {
  const retryAfterMs = error.details?.retryAfterMs;
  if (typeof retryAfterMs === 'number') response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000));
  response.writeHead(STATUS[error.code] ?? 400, JSON_HEADERS);
  response.end(JSON.stringify({ error }));
}
