import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { redisWarnings, withoutPassword } from './address.ts';
import { startPrivateRedis } from './private.ts';

describe('redisWarnings', () => {
  it('tells of an eviction policy and of missing persistence, and of nothing on a server of ours', async () => {
    const careless = await startPrivateRedis();
    const redis = new Redis(careless.url);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    redis.disconnect();
    expect(await redisWarnings(careless.url)).toEqual([
      expect.stringContaining('maxmemory-policy allkeys-lru'),
      expect.stringContaining('does not sync each write'),
    ]);
    await careless.stop();
    const careful = await startPrivateRedis({ durable: true });
    expect(await redisWarnings(careful.url)).toEqual([]);
    await careful.stop();
  }, 20_000);
});

describe('withoutPassword', () => {
  it('hides what stands before the host', () => {
    expect(withoutPassword('redis://user:secret@host:6379/0')).toBe('redis://***@host:6379/0');
    expect(withoutPassword('redis://host:6379')).toBe('redis://host:6379');
  });
});
