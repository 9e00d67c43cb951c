import {
  type Answer,
  type Answers,
  type ClientPayload,
  DEFAULT_LIMITS,
  type ErrorCode,
  fail,
  type OpenedRoom,
  ok,
  type Result,
  type RoomLink,
  type RoomLook,
  roomParser,
} from '@inkroom/shared';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { whyUnreachable } from './reachability.js';

/**
 * How Socket.IO is asked for a connection to a gateway: WebSocket first, long polling where a network blocks it.
 * @param gatewayUrl the address that browsers see, with the prefix of its paths where it has one
 */
export function connectionOptions(gatewayUrl: string): {
  origin: string;
  options: Partial<ManagerOptions & SocketOptions>;
} {
  const { origin, pathname } = new URL(gatewayUrl);
  return {
    origin,
    options: {
      path: `${pathname.replace(/\/+$/, '')}/socket.io`,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      forceNew: true,
      parser: roomParser,
    },
  };
}

/**
 * Where a network swallows a WebSocket without a word, the next try begins with long polling, and one after it the other way round.
 * @returns whether that was so
 */
export function otherWayAfterSilence(socket: Socket, error: Error): boolean {
  const isSilence = error.message === 'timeout';
  if (isSilence) socket.io.opts.transports?.reverse();
  return isSilence;
}

/** Opens a room. Keep the host key: it makes its holder the host. */
export function createRoom(gatewayUrl: string, { title }: { title?: string } = {}): Promise<Result<OpenedRoom>> {
  return askOnce(gatewayUrl, 'room.create', title ? { title } : {});
}

/** Says what a link leads to, before one goes in. */
export function lookIntoRoom(gatewayUrl: string, link: ClientPayload<'room.look'>): Promise<Result<RoomLook>> {
  return askOnce(gatewayUrl, 'room.look', link);
}

/** Finds the room that shows a code: what its link for writing says. */
export async function findRoomByCode(gatewayUrl: string, code: string): Promise<Result<Omit<RoomLink, 'watch'>>> {
  const found = await askOnce(gatewayUrl, 'code.find', { code });
  if (!found.ok) return found;
  const { roomId, key } = found.value;
  return ok({ roomId, ...(key ? { key } : {}) });
}

/** Asks something over a connection of its own, in no room. */
async function askOnce<E extends 'room.create' | 'room.look' | 'code.find'>(
  gatewayUrl: string,
  event: E,
  payload: ClientPayload<E>,
): Promise<Result<Answers[E]>> {
  const timeout = DEFAULT_LIMITS.requestTimeoutMs;
  const { origin, options } = connectionOptions(gatewayUrl);
  const socket = io(origin, { ...options, reconnectionAttempts: 1, reconnectionDelay: 0, timeout });
  try {
    const why = await whyNotConnected(socket, gatewayUrl);
    if (why) return fail(why);
    return await new Promise<Answer<E>>((resolve) => {
      socket
        .timeout(timeout)
        .emit(event, payload, (unanswered: Error | null, answer: Answer<E>) =>
          resolve(unanswered ? fail(socket.connected ? 'timeout' : 'offline') : answer),
        );
    });
  } finally {
    socket.disconnect();
  }
}

/** Waits for a connection; after a silence for one more try. @returns null once there is one */
function whyNotConnected(socket: Socket, gatewayUrl: string): Promise<ErrorCode | null> {
  let silences = 0;
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.on('connect_error', async (error) => {
      const isOver = !otherWayAfterSilence(socket, error) || ++silences > 1;
      const why = await whyUnreachable(gatewayUrl, error);
      if (isOver) resolve(why);
    });
  });
}

/**
 * Where others reach the gateway, such as `http://192.168.1.20:3000`. It tells this to its own machine alone, which it is asked on
 * under a name like localhost; all others get an empty list.
 */
export async function readAddresses(gatewayUrl: string): Promise<string[]> {
  const signal = AbortSignal.timeout(DEFAULT_LIMITS.requestTimeoutMs);
  try {
    const answer = await fetch(`${gatewayUrl}/addresses`, { cache: 'no-store', signal });
    return ((await answer.json()) as { addresses: string[] }).addresses;
  } catch {
    return [];
  }
}
