import { type CodedError, codedError, fail, ok, type Result } from '@inkroom/shared';
import { gatewayAddress } from '../../core/config';

const ANSWER_MS = 8_000;

/**
 * Asks the gateway in an operator's name.
 * @param body what it shall do; nothing where it is only to tell
 * @returns `offline` where nothing answers, as while the gateway that was asked ends
 */
export async function askGateway<T>(token: string, path: string, body?: object): Promise<Result<T>> {
  try {
    const answer = await fetch(`${gatewayAddress(window.location.origin)}/api/operator/${path}`, {
      headers: { authorization: `Bearer ${token}` },
      cache: 'no-store',
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    const told = (await answer.json()) as T & { error?: CodedError };
    return answer.ok ? ok(told) : { ok: false, error: told.error ?? codedError('internal') };
  } catch {
    return fail('offline');
  }
}
