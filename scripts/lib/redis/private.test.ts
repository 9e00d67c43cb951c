import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { waitForRedis } from './address.ts';
import { startPrivateRedis } from './private.ts';

describe('startPrivateRedis', () => {
  it('serves, and leaves neither process nor files behind', async () => {
    const server = await startPrivateRedis();
    const redis = new Redis(server.url);
    expect(await redis.set('key', 'value')).toBe('OK');
    const directory = ((await redis.config('GET', 'dir')) as string[])[1] ?? '';
    expect(existsSync(directory)).toBe(true);
    redis.disconnect();
    await server.stop();
    expect(existsSync(directory)).toBe(false);
    await expect(waitForRedis(server.url, { timeoutMs: 100 })).rejects.toThrow('does not answer');
  }, 20_000);
});
