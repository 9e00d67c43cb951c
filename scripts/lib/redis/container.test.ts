import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PartLog } from '../log.ts';
import { freeLoopbackPort } from '../ports.ts';
import { root } from '../root.mjs';
import { redisPart } from '../stack.ts';
import { Supervisor } from '../supervisor.ts';
import { redisWarnings, waitForRedis } from './address.ts';
import { findRedisContainer } from './container.ts';
import type { RedisLaunch } from './server.ts';
import { StandIns } from './stand-ins.ts';

const TIMEOUT_MS = 60_000;
const silent: PartLog = { line: () => {}, say: () => {}, warn: () => {} };

let here: StandIns;
let supervisor: Supervisor;
let pids: ReadonlyMap<string, number>;
beforeEach(async () => {
  here = await StandIns.make();
  here.docker();
  vi.stubEnv('PATH', here.path);
  supervisor = newSupervisor();
});
afterEach(async () => {
  await supervisor.stop();
  vi.unstubAllEnvs();
  await here.remove();
});

function newSupervisor(): Supervisor {
  const fresh = new Supervisor(silent);
  fresh.on('change', (running) => {
    pids = running;
  });
  return fresh;
}

async function launch(): Promise<RedisLaunch> {
  const container = await findRedisContainer('docker');
  return container!.launch(await freeLoopbackPort(), join(here.path, 'state'));
}

async function start(redis: RedisLaunch): Promise<void> {
  supervisor.start(redisPart(redis));
  await waitForRedis(redis.url);
}

async function ask<T>({ url }: RedisLaunch, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** Another one for each start of a server. */
function runId(redis: RedisLaunch): Promise<string | undefined> {
  return ask(redis, async (server) => /run_id:(\w+)/.exec(await server.info('server'))?.[1]);
}

describe('Redis in a container', { timeout: TIMEOUT_MS }, () => {
  it('has the image of docker-compose.yml', async () => {
    const image = (await launch()).args.find((argument) => argument.includes('/redis:'));
    expect(await readFile(join(root, 'docker-compose.yml'), 'utf8')).toContain(`image: ${image}\n`);
  });

  it('is published to this machine alone, asks for a password, and loses nothing by itself', async () => {
    const redis = await launch();
    await start(redis);
    const run = here.calls().find((call) => call.startsWith('docker run')) ?? '';
    expect(run).toContain(`--publish 127.0.0.1:${new URL(redis.url).port}:6379`);
    expect(await redisWarnings(redis.url)).toEqual([]);
    const stranger = redis.url.replace(/\/\/.*@/, '//');
    await expect(waitForRedis(stranger, { timeoutMs: 200 })).rejects.toThrow('NOAUTH');
  });

  it('ends with the rest, and has its data again at the next start', async () => {
    const first = await launch();
    await start(first);
    await ask(first, (redis) => redis.set('ink', 'stays'));
    await supervisor.stop();
    await expect(waitForRedis(first.url, { timeoutMs: 200 })).rejects.toThrow('does not answer');
    supervisor = newSupervisor();
    const second = await launch();
    await start(second);
    expect(await ask(second, (redis) => redis.get('ink'))).toBe('stays');
  });

  it('is started again after its client was killed, though the container lived on', async () => {
    const redis = await launch();
    await start(redis);
    await ask(redis, (server) => server.set('ink', 'stays'));
    const first = await runId(redis);
    process.kill(pids.get('redis')!, 'SIGKILL');
    await vi.waitFor(async () => expect(await runId(redis)).not.toBe(first), TIMEOUT_MS);
    expect(await ask(redis, (server) => server.get('ink'))).toBe('stays');
  });

  it('is removed when the process that started it ends without a word', async () => {
    const redis = await launch();
    await start(redis);
    // As the last act of a process that is told to end at once.
    const [remove] = process.listeners('exit').slice(-1);
    supervisor.killAll();
    remove?.call(process, 0);
    await vi.waitFor(
      () => expect(waitForRedis(redis.url, { timeoutMs: 100 })).rejects.toThrow('does not answer'),
      TIMEOUT_MS,
    );
  });
});
