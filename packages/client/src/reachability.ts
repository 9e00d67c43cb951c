import { DEFAULT_LIMITS, ERROR_CODES, type ErrorCode } from '@inkroom/shared';

/** What Engine.IO says of a connection that failed, as far as it tells. */
interface ConnectError extends Error {
  /** The response, where a request was answered with a refusal. */
  context?: { responseText?: string };
}

/**
 * Why there is no connection to a gateway: the code that it refused with; `network_blocked` where it answers plain requests, but
 * something in between takes no connection; else `offline`, for it does not answer at all.
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
    if (answer.status === 403) return 'host_unknown';
    return answer.ok ? 'network_blocked' : 'offline';
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
