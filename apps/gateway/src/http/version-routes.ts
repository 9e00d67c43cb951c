import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  codedError,
  fail,
  idSchema,
  type Limits,
  ok,
  type Result,
  ROOM_ID,
  secretSchema,
  VERSION_FORMATS,
  VERSION_ID,
  type VersionFormat,
} from '@inkroom/shared';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config.js';
import type { ClientAddress } from './client-address.js';
import { admits, answerJson, type Router, readBody, refuse, refuseThrown } from './exchange.js';
import { ImportSlots } from './import-slots.js';
import type { TransferLimits } from './transfer-limits.js';
import type { VersionFiles } from './version-files.js';

export interface VersionRoutesOptions {
  files: Pick<VersionFiles, 'checkHost' | 'import' | 'export'>;
  transfers: Pick<TransferLimits, 'take' | 'beginImport'>;
  log: Logger;
  limits: Limits;
  config: Pick<GatewayConfig, 'basePath' | 'publicUrl' | 'webOrigins' | 'machineName'>;
  clientAddress: ClientAddress;
  isClosing: () => boolean;
}

/** The headers in which a host says who they are, and proves it. */
export const PERSON_ID_HEADER = 'x-person-id';
export const PERSON_KEY_HEADER = 'x-person-key';

/** Paths by what ids look like: whatever else comes is the app's to answer. The router counts groups, so an id's form has none. */
const ROOM = `rooms/:roomId(${ROOM_ID.source})`;
const VERSION = `:versionId(${VERSION_ID.source})/:format(^(?:${VERSION_FORMATS.join('|')})).zip`;

/** `GET /rooms/:room/versions/:version/:format.zip` and `POST /rooms/:room/versions`. */
export function versionRoutes(
  router: Router,
  { files, transfers, log, limits, config, clientAddress, isClosing }: VersionRoutesOptions,
): void {
  const slots = new ImportSlots(limits);

  router.all(`${config.basePath}/${ROOM}/versions`, (request, response, { roomId }) =>
    answer('POST', request, response, () => importVersion(roomId!, request, response)),
  );
  router.all(`${config.basePath}/${ROOM}/versions/${VERSION}`, (request, response, { roomId, versionId, format }) =>
    answer('GET', request, response, () => exportVersion(roomId!, versionId!, format as VersionFormat, response)),
  );

  async function answer(
    method: 'GET' | 'POST',
    request: IncomingMessage,
    response: ServerResponse,
    make: () => Promise<Result<null>>,
  ): Promise<void> {
    if (!admits(request, response, config, method, [PERSON_ID_HEADER, PERSON_KEY_HEADER])) return;
    try {
      if (isClosing()) return refuse(response, codedError('shutting_down'));
      const retryAfterMs = await transfers.take(clientAddress(request));
      if (retryAfterMs > 0) return refuse(response, codedError('too_many_transfers', { retryAfterMs }));
      const made = await make();
      if (!made.ok) refuse(response, made.error);
    } catch (thrown) {
      refuseThrown(response, thrown, log);
    }
  }

  async function exportVersion(
    roomId: string,
    versionId: string,
    format: VersionFormat,
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
    roomId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Result<null>> {
    const made = await receive(roomId, request, response);
    if (!made.ok) return made;
    answerJson(response, 201, { version: made.value });
    return ok(null);
  }

  async function receive(
    roomId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): ReturnType<VersionFiles['import']> {
    const personId = idSchema.safeParse(request.headers[PERSON_ID_HEADER]);
    const personKey = secretSchema.safeParse(request.headers[PERSON_KEY_HEADER]);
    if (!personId.success || !personKey.success) return fail('wrong_key', { key: 'person' });
    // Before the file: nobody else's is taken in.
    const checked = await files.checkHost(roomId, { personId: personId.data, personKey: personKey.data });
    if (!checked.ok) return checked;
    const giveBack = slots.take(roomId);
    if (!giveBack) return fail('rate_limited', { retryAfterMs: limits.workerHeartbeatMs });
    let end: (() => void) | null = null;
    try {
      end = await transfers.beginImport(clientAddress(request));
      if (!end) return fail('rate_limited', { retryAfterMs: limits.workerHeartbeatMs });
      const body = await readBody(request, response, limits.importBytesMax, limits.importUploadMs);
      return body.ok ? await files.import(roomId, body.value) : body;
    } finally {
      end?.();
      giveBack();
    }
  }
}
