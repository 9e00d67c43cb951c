import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, DEFAULT_LIMITS, type LogEntry, type RoomState } from '@inkroom/shared';
import { io, type Socket } from 'socket.io-client';
import { PlainError } from '../lib/plain-error.mjs';

/** How often and how long a server that does not answer is asked again: a restart of it must not end the audit. */
const RETRY_MS = 500;
const TRIES = 60;

/** What the server itself holds, read over a fresh connection that knows nothing of the replay. */
export interface Audit {
  state: RoomState;
  /** The log after the seq asked for; null where it is too long to be handed out. */
  entries: LogEntry[] | null;
}

/**
 * @param since seq of the last entry that is known already
 * @throws PlainError where the server does not answer for half a minute
 */
export async function readRoom(gatewayUrl: string, roomId: string, since: number): Promise<Audit> {
  const socket = io(gatewayUrl, { transports: ['websocket'], forceNew: true });
  try {
    let reason = 'it cannot be reached';
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (attempt > 0) await delay(RETRY_MS);
      if (!socket.connected) continue;
      const joined = await ask<'room.join'>(socket, 'room.join', { roomId, name: 'Replay audit', viewer: true });
      if (!joined.ok) {
        reason = joined.error.message;
        continue;
      }
      const read = await ask<'log.read'>(socket, 'log.read', { since });
      if (!read.ok) {
        reason = read.error.message;
        continue;
      }
      return { state: joined.value.snapshot.state, entries: 'entries' in read.value ? read.value.entries : null };
    }
    throw new PlainError(`the room cannot be read back: ${reason}`);
  } finally {
    socket.disconnect();
  }
}

async function ask<E extends 'room.join' | 'log.read'>(
  socket: Socket,
  event: E,
  payload: Record<string, unknown>,
): Promise<Answer<E>> {
  return socket
    .timeout(DEFAULT_LIMITS.requestTimeoutMs)
    .emitWithAck(event, payload)
    .catch(() => ({ ok: false, error: { code: 'timeout', message: 'there was no answer in time' } }));
}
