import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { root } from '../../scripts/lib/root.mjs';
import { until } from '../support/until.ts';

const PARTS = ['gateway', 'worker-cpu', 'worker-gpu'] as const;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function redis(options: Parameters<typeof startPrivateRedis>[0]): Promise<PrivateRedis> {
  const server = await startPrivateRedis(options);
  ends.push(() => server.stop());
  return server;
}

/** A part from what is built, with all that it says. */
function start(app: (typeof PARTS)[number], redisUrl: string) {
  const child = spawn(process.execPath, [join(root, 'apps', app, 'dist/main.js')], {
    env: { PATH: process.env.PATH, REDIS_URL: redisUrl, PORT: '0', INKROOM_GPU_POOL_ENGINE: 'onnx-cpu' },
  });
  ends.push(() => child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  return { said, ended: once(child, 'close') };
}

describe.each(PARTS)('%s', (part) => {
  it('says in one sentence that a Redis Cluster is not supported, and ends with an error', async () => {
    const { url } = await redis({ cluster: true });
    const { said, ended } = start(part, url);
    expect(await ended).toEqual([1, null]);
    expect(said.err.trim().split('\n')).toEqual([expect.stringMatching(/a node of a Redis Cluster; inkroom needs/)]);
    expect(said.out).not.toMatch(/listening|worker ready/);
  });

  it('says in one sentence that the password is wrong, and ends with an error', async () => {
    const { url } = await redis({});
    const admin = new Redis(url);
    ends.push(() => admin.disconnect());
    await admin.config('SET', 'requirepass', 'right');
    for (const wrong of [url, url.replace('redis://', 'redis://:wrong@')]) {
      const { said, ended } = start(part, wrong);
      expect(await ended).toEqual([1, null]);
      expect(said.err.trim().split('\n')).toEqual([expect.stringMatching(/refuses the password in REDIS_URL/)]);
      expect(said.out).not.toMatch(/listening|worker ready/);
    }
  });

  it('warns once of a Redis that may drop keys, and works', async () => {
    const { url } = await redis({});
    const admin = new Redis(url);
    ends.push(() => admin.disconnect());
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const { said } = start(part, url);
    await until('it works', () => /listening|worker ready/.test(said.out));
    // The last of its queues has written what it writes first.
    await until('its queues are open', () =>
      admin.exists('{inkroom}:training-cpu:meta', '{inkroom}:training-gpu:meta'),
    );
    expect(`${said.out}${said.err}`.match(/noeviction/g)).toHaveLength(1);
  });
});
