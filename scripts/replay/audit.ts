import { setTimeout as delay } from 'node:timers/promises';
import {
  type Answer,
  applyEntry,
  type Cell,
  DEFAULT_LIMITS,
  type LogEntry,
  type LogPosition,
  type Page,
  pageOf,
  RoomDecoder,
  type RoomLink,
  type RoomState,
  roomParser,
  type StateHead,
} from '@inkroom/shared';
import { io, type Socket } from 'socket.io-client';
import { PlainError } from '../lib/plain-error.mjs';

/** How often and how long a server that does not answer is asked again: a restart of it must not end the audit. */
const RETRY_MS = 500;
const TRIES = 60;

/** A room, and the key of any of its links. */
type RoomKey = Pick<RoomLink, 'roomId' | 'key'>;

/** What the server itself holds of a page, read over a fresh connection that knows nothing of the replay. */
export interface Audit {
  page: Page;
  /** The log after the position asked for; null where none was, or it is too long to be handed out. */
  entries: LogEntry[] | null;
  /** The last entry that is in the page: to ask from next time. */
  position: LogPosition;
}

/**
 * @param number the page to read
 * @param since the last entry that is known already
 * @throws PlainError where the server does not answer for half a minute
 */
export async function readRoom(
  gatewayUrl: string,
  room: RoomKey,
  number: number,
  since: LogPosition | null,
): Promise<Audit> {
  const socket = io(gatewayUrl, { transports: ['websocket'], forceNew: true, parser: roomParser });
  try {
    let reason = 'it cannot be reached';
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (attempt > 0) await delay(RETRY_MS);
      if (!socket.connected) continue;
      const log = since && (await visit(socket, room, since));
      const page = await visit(socket, room, undefined, number);
      if (typeof page === 'string' || typeof log === 'string') {
        reason = typeof page === 'string' ? page : String(log);
        continue;
      }
      const { state, opId } = page;
      if (!state) throw new PlainError('the server sent no page to somebody who knew nothing of it');
      // It has gone on a little while it was read.
      const whole = page.entries.reduce(applyEntry, withCells(state, number, page.cells));
      const last = page.entries.at(-1)?.opId ?? opId ?? null;
      const entries = log && !log.state ? log.entries.filter(({ seq }) => seq <= whole.seq) : null;
      return { page: pageOf(whole, number), entries, position: { seq: whole.seq, opId: last } };
    }
    throw new PlainError(`the room cannot be read back: ${reason}`);
  } finally {
    socket.disconnect();
  }
}

/** A room of whose pages one alone is known. */
function withCells({ pages, ...room }: StateHead, number: number, cells: Page['cells']): RoomState {
  const sizes = Object.entries(pages).map(([page, size]) => [page, { ...size, cells: {}, cleared: [] }]);
  const whole: RoomState = { ...room, pages: Object.fromEntries(sizes) };
  return { ...whole, pages: { ...whole.pages, [number]: { ...pageOf(whole, number), cells } } };
}

/** Joins and waits until all is there. @returns why not, where it is not */
async function visit(socket: Socket, { roomId, key }: RoomKey, since?: LogPosition, page?: number) {
  const decoder = new RoomDecoder();
  const cells: Record<number, Cell> = {};
  const takePiece = (bytes: Uint8Array) => void Object.assign(cells, decoder.piece(bytes).cells);
  socket.on('snapshot', takePiece);
  // What follows the answer, and the page where there is one, is what has happened since.
  const caughtUp = new Promise<LogEntry[]>((resolve) =>
    socket.once('activity', (bytes: Uint8Array) => resolve(decoder.activity(bytes).entries ?? [])),
  );
  try {
    const who = { roomId, key, name: 'Replay audit', watch: true };
    const joined: Answer<'room.join'> = await socket
      .timeout(DEFAULT_LIMITS.requestTimeoutMs)
      .emitWithAck('room.join', { ...who, ...(since && { since }), ...(page && { page }) })
      .catch(() => ({ ok: false, error: { code: 'timeout', message: 'there was no answer in time' } }));
    if (!joined.ok) return joined.error.message;
    const late = delay(DEFAULT_LIMITS.requestTimeoutMs, null, { ref: false });
    const entries = await Promise.race([caughtUp, late]);
    if (!entries) return 'the page did not come in time';
    return { state: joined.value.state, opId: joined.value.opId, cells, entries };
  } finally {
    socket.off('snapshot', takePiece).off('activity');
  }
}
