import { type Answer, DEFAULT_LIMITS, fail, type Result } from '@inkroom/shared';
import { io } from 'socket.io-client';

/** What `GET /api/config` of the page's server answers. */
export interface PageConfig {
  /** Where the gateway is reached from outside, or null for the page's own host. */
  gatewayUrl: string | null;
  gatewayPort: number;
}

/**
 * The gateway that belongs to a page: asked at run time, because one build serves every address.
 * @param pageUrl any address of the page's server
 * @throws Error when the page's server cannot be reached or does not answer with a configuration
 */
export async function resolveGateway(pageUrl: string): Promise<string> {
  const page = new URL(pageUrl);
  const response = await fetch(new URL('/api/config', page), { cache: 'no-store' });
  if (!response.ok) throw new Error(`${page.origin}/api/config answered ${response.status}`);
  const config = (await response.json()) as Partial<PageConfig>;
  if (config.gatewayUrl) return config.gatewayUrl;
  if (!Number.isInteger(config.gatewayPort)) throw new Error(`${page.origin}/api/config names no gateway`);
  return `${page.protocol}//${page.hostname}:${config.gatewayPort}`;
}

/** Opens a room. Keep the host key: it makes its holder the host. */
export async function createRoom(
  gatewayUrl: string,
  { title }: { title?: string } = {},
): Promise<Result<{ roomId: string; hostKey: string }>> {
  const timeout = DEFAULT_LIMITS.requestTimeoutMs;
  const socket = io(gatewayUrl, { transports: ['websocket'], forceNew: true, reconnection: false, timeout });
  try {
    return await new Promise<Answer<'room.create'>>((resolve) => {
      socket.once('connect_error', () => resolve(fail('offline')));
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
