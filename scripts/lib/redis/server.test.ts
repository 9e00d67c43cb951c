import { describe, expect, it } from 'vitest';
import { redisServerArguments } from './server.ts';

describe('redisServerArguments', () => {
  it('syncs each write and never evicts where the data shall last', () => {
    const args = redisServerArguments({ port: 1, directory: '/d', durable: true }).join(' ');
    expect(args).toContain('--appendonly yes --appendfsync always');
    expect(args).toContain('--maxmemory-policy noeviction');
    expect(args).toContain('--bind 127.0.0.1');
  });
});
