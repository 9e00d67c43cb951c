import { type Answer, DEFAULT_LIMITS, fail, type Result } from '@inkroom/shared';
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
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
    },
  };
}

/** Opens a room. Keep the host key: it makes its holder the host. */
export async function createRoom(
  gatewayUrl: string,
  { title }: { title?: string } = {},
): Promise<Result<{ roomId: string; hostKey: string }>> {
  const timeout = DEFAULT_LIMITS.requestTimeoutMs;
  const { origin, options } = connectionOptions(gatewayUrl);
  const socket = io(origin, { ...options, reconnection: false, timeout });
  try {
    return await new Promise<Answer<'room.create'>>((resolve) => {
      socket.once('connect_error', async (error) => resolve(fail(await whyUnreachable(gatewayUrl, error))));
      socket
        .timeout(timeout)
        .emit('room.create', title ? { title } : {}, (unanswered: Error | null, answer: Answer<'room.create'>) =>
          resolve(unanswered ? fail(socket.connected ? 'timeout' : 'offline') : answer),
        );
    });
  } finally {
    socket.disconnect();
  }
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
