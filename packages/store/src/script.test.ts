import { readdirSync, readFileSync } from 'node:fs';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { startPrivateRedis } from '../../../scripts/lib/redis/private.ts';
import { connectRedis } from './redis.js';
import { LuaScript, readScript } from './script.js';

const LUA = new URL('../lua/', import.meta.url);
const luaFiles = readdirSync(LUA, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.lua'));
const scripts = luaFiles.filter((path) => !path.includes('/')).map((path) => path.replace('.lua', ''));

const withoutComments = (lua: string) => lua.replaceAll(/--.*$/gm, '');

describe.each(scripts)('%s.lua', (name) => {
  const { head, lua } = readScript(name);
  // What stands before the first library or the script itself is generated from the head.
  const body = withoutComments(lua.split('\n').slice(4).join('\n'));

  it.each(['keys', 'args', 'binary'] as const)('uses the %s that its head names, and no others', (kind) => {
    const named = head[kind].map((found) => found.replace('...', ''));
    const used = new Set([...body.matchAll(new RegExp(`\\b${kind}\\.(\\w+)`, 'g'))].map(([, found]) => found!));
    if (body.includes(`pairs(${kind})`)) for (const name of named) used.add(name);
    expect([...used].sort()).toEqual(named.sort());
  });

  it('says in its head what it does', () => {
    expect(lua).toMatch(/^-- (?!\w+:).{20}/m);
    expect(body).not.toMatch(/\b(KEYS|ARGV)\b/);
  });
});

it.each(luaFiles)('%s glues no JSON together from strings', (path) => {
  expect(withoutComments(readFileSync(new URL(path, LUA), 'utf8'))).not.toMatch(/\{"|":/);
});

const root = new URL('../../../', import.meta.url);

it('no TypeScript holds a script', () => {
  const workspaces = ['apps', 'packages'].flatMap((group) =>
    readdirSync(new URL(group, root)).map((name) => `${group}/${name}/src`),
  );
  const holders = [...workspaces, 'scripts', 'tests']
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
    )
    .filter((path) => /(?<!script\.test)\.tsx?$/.test(path))
    .filter((path) => /\bredis\.call\(/.test(readFileSync(new URL(path, root), 'utf8')));
  expect(holders).toEqual([]);
});

describe('a script', () => {
  const attend = new LuaScript('attend-run');
  const keys = { record: 'r', attended: 'a', cancel: 'c' };

  it('is sent its keys in the order of the head, and its arguments as one JSON text', async () => {
    const sent = vi.fn(async () => 'mine');
    const redis = { evalsha: sent } as unknown as Redis;
    await attend.run(redis, { cancel: 'c', attended: 'a', record: 'r' }, { expiryMs: 5, workerId: 'w' });
    expect(sent).toHaveBeenCalledWith(
      expect.stringMatching(/^[0-9a-f]{40}$/),
      3,
      'r',
      'a',
      'c',
      '{"expiryMs":5,"workerId":"w"}',
    );
  });

  it('is sent names of people that are no whole Unicode, without what Redis cannot read', async () => {
    const sent = vi.fn(async (..._values: unknown[]) => 'mine');
    const redis = { evalsha: sent } as unknown as Redis;
    await attend.run(redis, keys, { expiryMs: 5, workerId: 'half \ud83d, whole \u{1f600}, text \\ud83d' });
    const { workerId } = JSON.parse(String(sent.mock.calls[0]![5]));
    expect(workerId).toBe('half \ufffd, whole \u{1f600}, text \\ud83d');
  });

  it('refuses names that it lacks or does not know', async () => {
    const redis = {} as Redis;
    const { cancel: _, ...fewer } = keys;
    await expect(attend.run(redis, fewer, {})).rejects.toThrow("script attend-run lacks its argument 'workerId'");
    await expect(attend.run(redis, fewer, { workerId: 'w', expiryMs: 1 })).rejects.toThrow("lacks its key 'cancel'");
    await expect(attend.run(redis, { ...keys, other: 'o' }, { workerId: 'w', expiryMs: 1 })).rejects.toThrow(
      "knows no key 'other'",
    );
    await expect(attend.run(redis, keys, { workerId: 'w', expiryMs: 1, ttl: 1 })).rejects.toThrow(
      "knows no argument 'ttl'",
    );
  });

  it('is sent whole to a Redis that has forgotten it, and each of several runs is done once and in order', async () => {
    const server = await startPrivateRedis();
    const redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    try {
      const takeNumber = new LuaScript('take-run-number');
      const call = (id: string) => ({ keys: { runs: 'runs', active: 'active' }, args: { id, ttl: 60, activeMax: 9 } });
      expect(await takeNumber.runAll(redis, ['a', 'b', 'a', 'c'].map(call))).toEqual([1, 2, 1, 3]);
      await redis.script('FLUSH');
      const { keys, args } = call('d');
      expect(await takeNumber.run(redis, keys, args)).toBe(4);
      await expect(takeNumber.runAll(redis, [call('e'), { keys, args: { ...args, ttl: 'soon' } }])).rejects.toThrow(
        'integer',
      );
    } finally {
      redis.disconnect();
      await server.stop();
    }
  }, 20_000);
});
