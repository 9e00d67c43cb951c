import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  codedError,
  fail,
  idSchema,
  type Limits,
  ok,
  type Result,
  ROOM_ID,
  SAMPLE_FORMATS,
  type SampleFormat,
  secretSchema,
} from '@inkroom/shared';
import { takeAllowance } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config.js';
import { ROOMS_OF_AN_ADDRESS } from '../requests/room-handlers.js';
import type { ClientAddress } from './client-address.js';
import { admits, answerJson, type Router, readBody, refuse, refuseThrown } from './exchange.js';
import { ImportSlots } from './import-slots.js';
import type { RoomFileOrder, RoomFiles } from './room-files.js';
import type { TransferLimits } from './transfer-limits.js';
import type { VersionFiles } from './version-files.js';
import { PERSON_ID_HEADER, PERSON_KEY_HEADER } from './version-routes.js';

export interface RoomFileRoutesOptions {
  roomFiles: Pick<RoomFiles, 'pieces' | 'open'>;
  files: Pick<VersionFiles, 'checkHost'>;
  transfers: Pick<TransferLimits, 'take' | 'beginImport'>;
  redis: Redis;
  log: Logger;
  limits: Limits;
  config: Pick<GatewayConfig, 'basePath' | 'publicUrl' | 'webOrigins' | 'machineName'>;
  clientAddress: ClientAddress;
  isClosing: () => boolean;
}

/** Who takes nothing of a file for so long has gone; ms. */
const STUCK_MS = 20_000;
/** The largest file by a poor network; who takes longer keeps others waiting; ms. */
const SENT_WITHIN_MS = 120_000;

export const FILES: Record<SampleFormat | 'room', { type: string; ending: string }> = {
  images: { type: 'application/zip', ending: 'images.zip' },
  mnist: { type: 'application/zip', ending: 'mnist.zip' },
  strokes: { type: 'application/gzip', ending: 'strokes.jsonl.gz' },
  room: { type: 'application/gzip', ending: 'inkroom' },
};

type OutgoingOrder = Exclude<RoomFileOrder, { kind: 'open' }>;

const ROOM = `rooms/:roomId(${ROOM_ID.source})`;

/** `GET /rooms/:room/samples/:format`, `GET /rooms/:room/file` and `POST /rooms`. */
export function roomFileRoutes(router: Router, options: RoomFileRoutesOptions): void {
  const { roomFiles, files, transfers, redis, log, limits, config, clientAddress, isClosing } = options;
  const atOnce = { importsAtOnceMax: limits.roomFilesAtOnceMax };
  const rooms = new ImportSlots(atOnce);
  const addresses = new ImportSlots(atOnce);
  const busy = fail('rate_limited', { retryAfterMs: limits.workerHeartbeatMs });

  router.all(`${config.basePath}/rooms`, (request, response) =>
    answer('POST', request, response, (gone) => open(request, response, gone)),
  );
  router.all(`${config.basePath}/${ROOM}/file`, (request, response, { roomId }) =>
    answer('GET', request, response, (gone) => send({ kind: 'room', roomId: roomId! }, request, response, gone)),
  );
  for (const format of SAMPLE_FORMATS)
    router.all(`${config.basePath}/${ROOM}/samples/${format}`, (request, response, { roomId }) =>
      answer('GET', request, response, (gone) =>
        send({ kind: 'samples', roomId: roomId!, format }, request, response, gone),
      ),
    );

  async function answer(
    method: 'GET' | 'POST',
    request: IncomingMessage,
    response: ServerResponse,
    make: (gone: AbortSignal) => Promise<Result<null>>,
  ): Promise<void> {
    if (!admits(request, response, config, method, [PERSON_ID_HEADER, PERSON_KEY_HEADER])) return;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      if (isClosing()) return refuse(response, codedError('shutting_down'));
      const retryAfterMs = await transfers.take(clientAddress(request));
      if (retryAfterMs > 0) return refuse(response, codedError('too_many_transfers', { retryAfterMs }));
      const made = await make(gone.signal);
      if (!made.ok) refuse(response, made.error);
    } catch (thrown) {
      // Nobody is there to be told.
      if (gone.signal.aborted || response.destroyed) return;
      refuseThrown(response, thrown, log);
    }
  }

  async function send(
    order: OutgoingOrder,
    request: IncomingMessage,
    response: ServerResponse,
    gone: AbortSignal,
  ): Promise<Result<null>> {
    const { roomId } = order;
    const personId = idSchema.safeParse(request.headers[PERSON_ID_HEADER]);
    const personKey = secretSchema.safeParse(request.headers[PERSON_KEY_HEADER]);
    if (!personId.success || !personKey.success) return fail('wrong_key', { key: 'person' });
    const checked = await files.checkHost(roomId, { personId: personId.data, personKey: personKey.data });
    if (!checked.ok) return checked;
    const leaveRoom = rooms.take(roomId);
    if (!leaveRoom) return busy;
    const leave = addresses.take(clientAddress(request));
    const late = AbortSignal.timeout(SENT_WITHIN_MS);
    const pieces = roomFiles.pieces(order, gone);
    try {
      if (!leave) return busy;
      for (;;) {
        const next = await pieces.next();
        if (next.done && !next.value.ok) return next.value;
        begin(order, response);
        if (next.done) {
          response.end();
          return ok(null);
        }
        if (!response.write(next.value)) await drained(response, AbortSignal.any([gone, late]));
      }
    } finally {
      await pieces.return(ok(null));
      leave?.();
      leaveRoom();
    }
  }

  async function open(request: IncomingMessage, response: ServerResponse, gone: AbortSignal): Promise<Result<null>> {
    const address = clientAddress(request);
    const leave = addresses.take(address);
    if (!leave) return busy;
    let end: (() => void) | null = null;
    try {
      end = await transfers.beginImport(address);
      if (!end) return busy;
      const allowed = { ...ROOMS_OF_AN_ADDRESS, max: limits.roomsPerAddressPerHour };
      const retryAfterMs = await takeAllowance(redis, address, allowed);
      if (retryAfterMs > 0) return fail('too_many_rooms', { retryAfterMs });
      const body = await readBody(request, response, limits.roomFileBytesMax, limits.importUploadMs);
      if (!body.ok) return body;
      const opened = await roomFiles.open(body.value, gone);
      if (!opened.ok) return opened;
      answerJson(response, 201, opened.value);
      return ok(null);
    } finally {
      end?.();
      leave();
    }
  }
}

/** Waits until what was written is taken, and lets go of who does not take it. */
async function drained(response: ServerResponse, until: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal: AbortSignal.any([until, AbortSignal.timeout(STUCK_MS)]) });
  } catch (thrown) {
    response.destroy();
    throw thrown;
  }
}

/** Its head leaves with its first piece. */
function begin(order: OutgoingOrder, response: ServerResponse): void {
  if (response.headersSent) return;
  const { type, ending } = FILES[order.kind === 'room' ? 'room' : order.format];
  response.writeHead(200, {
    'content-type': type,
    'content-disposition': `attachment; filename="inkroom-${order.roomId}.${ending}"`,
    'cache-control': 'no-store',
  });
}
