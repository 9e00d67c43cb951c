import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRoom, memoryStorage, RoomClient, shownPage, whenView } from '@inkroom/client';
import { execaSync } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SCRIPT_LIMITS } from '../../scripts/lib/limits.ts';
import type { PartLog } from '../../scripts/lib/log.ts';
import { freeLoopbackPort } from '../../scripts/lib/ports.ts';
import { waitForRedis } from '../../scripts/lib/redis/address.ts';
import { findRedisProgram } from '../../scripts/lib/redis/find.ts';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { root } from '../../scripts/lib/root.mjs';
import { RunRecord } from '../../scripts/lib/run-record.ts';
import { redisPart } from '../../scripts/lib/stack.ts';
import { Supervisor } from '../../scripts/lib/supervisor.ts';
import { openGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const WAIT_MS = 60_000;
/** A disk of a test's own, or null where we may not mount one. */
const disk = mountDisk();
afterAll(() => {
  if (disk === null) return;
  execaSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
});

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function mountDisk(): string | null {
  const path = mkdtempSync(join(tmpdir(), 'inkroom-disk-'));
  if (!execaSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path], { reject: false }).failed) return path;
  rmSync(path, { recursive: true });
  return null;
}

/** Fills the disk to the last byte; answers how to make room again. */
async function fill(path: string): Promise<() => Promise<void>> {
  const file = join(path, 'full');
  const block = Buffer.alloc(4096);
  const handle = await open(file, 'w');
  try {
    for (;;) await handle.write(block);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    await handle.close();
  }
  return () => rm(file);
}

describe('a full disk', () => {
  let redis: PrivateRedis;
  beforeAll(async () => {
    redis = await startPrivateRedis();
  });
  afterAll(() => redis?.stop());

  it.skipIf(process.platform !== 'linux').each([
    ['gateway', 'PORT', '/health'],
    ['worker-cpu', 'HEALTH_PORT', '/'],
  ])('R1: under its log ends no %s, which still ends in order when it is told to', async (app, variable, path) => {
    const full = await open('/dev/full', 'w');
    ends.push(() => full.close());
    const port = await freeLoopbackPort();
    const part = spawn(process.execPath, [join(root, 'apps', app, 'dist/main.js')], {
      env: {
        PATH: process.env.PATH,
        REDIS_URL: redis.url,
        LOG_LEVEL: 'debug',
        WORKER_QUEUES: 'recognition',
        [variable]: `${port}`,
      },
      stdio: ['ignore', full.fd, 'inherit'],
    });
    ends.push(() => part.kill('SIGKILL'));
    const exited = once(part, 'exit');
    const isWell = async () => (await fetch(`http://127.0.0.1:${port}${path}`)).ok;
    // By then it has written to its log.
    await until('it is well', () => isWell().catch(() => false), WAIT_MS);
    part.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it.skipIf(disk === null)(
    'R1: under Redis’ files loses nothing: ink waits in the app, and is stored once there is room again',
    async () => {
      const said: string[] = [];
      const log: PartLog = {
        line: (_, text) => said.push(text),
        say: (text) => said.push(text),
        warn: (text) => said.push(text),
      };
      const supervisor = new Supervisor(log, { ...SCRIPT_LIMITS, givenUpMs: 500, lastingMs: 1_000 });
      ends.push(() => supervisor.stop());
      const launch = (await findRedisProgram()).launch(await freeLoopbackPort(), join(disk!, 'redis'));
      supervisor.start(redisPart(launch));
      await waitForRedis(launch.url);
      const gateway = await openGateway(launch.url, { storageProbeMs: 100 });
      ends.push(() => gateway.stop());
      const opened = await createRoom(gateway.url, { title: 'Test' });
      if (!opened.ok) throw new Error(opened.error.message);
      const { roomId, writeKey: key } = opened.value;
      const person = async (name: string) => {
        const client = new RoomClient({ gatewayUrl: gateway.url, roomId, key, storage: memoryStorage(), name });
        ends.push(() => client.stop());
        expect(await client.start()).toMatchObject({ ok: true });
        return client;
      };
      const ann = await person('Ann');
      const draw = (cell: number) => {
        const pen = ann.beginStroke({ cell });
        pen.add([140, 40, 0.5, 0, 140, 240, 0.5, 50]);
        pen.end();
      };
      const isStored = () => whenView(ann.view, ({ pending }) => pending === 0, WAIT_MS);
      draw(0);
      expect(await isStored()).toBeTruthy();

      const empty = await fill(disk!);
      // The last block of a file takes a little more.
      expect(await whenView(ann.view, ({ storageAway }) => storageAway, WAIT_MS)).toBeTruthy();
      draw(1);
      expect(await whenView(ann.view, ({ pending }) => pending > 0, WAIT_MS)).toBeTruthy();
      // It ends rather than acknowledge what is not on the disk, again and again.
      await until('Redis is given up', () => said.some((text) => /^redis ended .* is given up/.test(text)), WAIT_MS);
      await empty();
      expect(await isStored()).toBeTruthy();
      const bob = await person('Bob');
      for (const cell of [0, 1]) expect(shownPage(bob.view.getState()).cells[cell]?.strokes).toHaveLength(1);
    },
  );

  it.skipIf(disk === null)('R1: under the record of what runs ends nothing, and leaves it as it was', async () => {
    const path = join(disk!, 'run.json');
    const said: string[] = [];
    const record = await RunRecord.claim(path, (line) => said.push(line));
    record.url('http://localhost:3000');
    const before = await readFile(path, 'utf8');
    const empty = await fill(disk!);
    record.url('x'.repeat(100_000));
    expect(said.join()).toContain('ENOSPC');
    expect(await readFile(path, 'utf8')).toBe(before);
    await empty();
    record.release();
  });
});
