import { DEFAULT_LIMITS, ERROR_CODES, type ErrorCode } from '@inkroom/shared';

/** What Engine.IO says of a connection that failed, as far as it tells. */
interface ConnectError extends Error {
  /** The request that was answered with a refusal, by polling: of a WebSocket that is refused no browser tells the answer. */
  context?: { responseText?: string };
}

/** What those answer that stand between a browser and a server and let nothing through. */
const BLOCKED = [403, 407, 451, 511];

/**
 * Why there is no connection to a gateway: the code that it refused with; `network_blocked` where it answers plain requests, but
 * something in between takes no connection, or where that itself answers; else `offline`, for nothing answers at all.
 * @param error as Socket.IO tells it: called at once, for a browser forgets the answer with the event
 */
export async function whyUnreachable(gatewayUrl: string, error: Error): Promise<ErrorCode> {
  const said = refusalIn((error as ConnectError).context?.responseText);
  if (said) return said;
  try {
    const health = new URL('health', `${gatewayUrl.replace(/\/+$/, '')}/`);
    const answer = await fetch(health, {
      cache: 'no-store',
      signal: AbortSignal.timeout(DEFAULT_LIMITS.storageSilenceMs),
    });
    return answer.ok || BLOCKED.includes(answer.status) ? 'network_blocked' : 'offline';
  } catch {
    return 'offline';
  }
}

/** Engine.IO answers a refused handshake with `{code, message}`, the message being what the gateway said. */
function refusalIn(text: string | undefined): ErrorCode | null {
  try {
    const { message } = JSON.parse(text ?? '') as { message?: unknown };
    return ERROR_CODES.find((code) => code === message) ?? null;
  } catch {
    return null;
  }
}
