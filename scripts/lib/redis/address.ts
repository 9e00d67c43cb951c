import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { SCRIPT_LIMITS } from '../limits.ts';
import { PlainError } from '../plain-error.mjs';

/** `redis://127.0.0.1:PORT`. */
export function loopbackRedisUrl(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

/**
 * Waits until the server at `url` answers PING and has its data loaded.
 *
 * @param signal ends the wait, as when the server died meanwhile
 * @throws PlainError after `timeoutMs`, with what the last try said.
 */
export async function waitForRedis(
  url: string,
  { timeoutMs = SCRIPT_LIMITS.redisReadyTimeoutMs, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let reason = 'no answer';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    try {
      await withRedis(url, (redis) => redis.ping());
      return;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    await delay(SCRIPT_LIMITS.redisPollMs, undefined, signal === undefined ? {} : { signal });
  }
  throw new PlainError(`Redis at ${withoutPassword(url)} does not answer: ${reason}`);
}

/**
 * What would bite later on a Redis that is not ours: an eviction policy that drops keys, or no persistence.
 *
 * @returns one line for each trouble; none where all is well or the server does not tell (CONFIG is often forbidden)
 */
export async function redisWarnings(url: string): Promise<string[]> {
  return withRedis(url, async (redis) => {
    const setting = async (name: string): Promise<string | undefined> => {
      const reply = (await redis.config('GET', name).catch(() => [])) as string[];
      return reply[1];
    };
    const warnings: string[] = [];
    const policy = await setting('maxmemory-policy');
    if (policy !== undefined && policy !== 'noeviction') {
      warnings.push(`this Redis may drop keys (maxmemory-policy ${policy}); inkroom needs noeviction`);
    }
    const appendOnly = await setting('appendonly');
    const sync = await setting('appendfsync');
    if (appendOnly === 'no' || (sync !== undefined && sync !== 'always')) {
      warnings.push(
        'this Redis does not sync each write (appendonly yes, appendfsync always); a crash of it may lose ink',
      );
    }
    return warnings;
  });
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: SCRIPT_LIMITS.readyRequestMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Failures reach us through connect(); an unheard 'error' event would be printed on top.
  let failure: Error | undefined;
  redis.on('error', (error: Error) => {
    failure = error;
  });
  try {
    await redis.connect();
    return await use(redis);
  } catch (error) {
    throw failure ?? error;
  } finally {
    redis.disconnect();
  }
}

/** An address fit to be shown: passwords belong in no log. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//***@');
}
