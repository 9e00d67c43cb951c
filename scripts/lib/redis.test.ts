import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { redisServerArguments, redisWarnings, startPrivateRedis, waitForRedis, withoutPassword } from './redis.ts';

describe('redisServerArguments', () => {
  it('syncs each write and never evicts where the data shall last', () => {
    const args = redisServerArguments({ port: 1, directory: '/d', durable: true }).join(' ');
    expect(args).toContain('--appendonly yes --appendfsync always');
    expect(args).toContain('--maxmemory-policy noeviction');
    expect(args).toContain('--bind 127.0.0.1');
  });
});

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
