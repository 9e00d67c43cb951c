import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import { DEFAULT_LIMITS, DEFAULT_RUN, DEFAULT_VERSION_ID, hasEnded, pageOf } from '@inkroom/shared';
import { connectRedis, listVersions } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { writeBarMnist } from '../support/bar-mnist.ts';
import { BarePerson } from '../support/bare-person.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { addStroke } from '../support/ink.ts';
import { runRequest } from '../support/runs.ts';
import { until } from '../support/until.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const WAIT_MS = 60_000;

/** Fills the store, and makes room again. */
interface Filling {
  fill(redis: Redis): Promise<void>;
  empty(redis: Redis): Promise<void>;
}

const memory: Filling = {
  fill: async (redis) => void (await redis.config('SET', 'maxmemory', '1')),
  empty: async (redis) => void (await redis.config('SET', 'maxmemory', '0')),
};

/** A disk that takes no snapshot: where it would go lies something that cannot be replaced. */
const disk: Filling = {
  async fill(redis) {
    await redis.config('SET', 'save', '3600 1');
    await mkdir(await snapshotPath(redis));
    await snapshot(redis, 'err');
  },
  async empty(redis) {
    await rmdir(await snapshotPath(redis));
    await snapshot(redis, 'ok');
  },
};

async function snapshotPath(redis: Redis): Promise<string> {
  const [, dir] = (await redis.config('GET', 'dir')) as [string, string];
  return join(dir, 'dump.rdb');
}

async function snapshot(redis: Redis, ends: 'ok' | 'err'): Promise<void> {
  await redis.bgsave();
  await until(`a snapshot ends with ${ends}`, async () =>
    (await redis.info('persistence')).includes(`rdb_last_bgsave_status:${ends}`),
  );
}

describe.each([
  ['memory', memory],
  ['disk', disk],
])('a Redis whose %s is full', (_what, { fill, empty }) => {
  let server: PrivateRedis;
  let redis: Redis;
  let gateway: TestGateway;
  let dir: string;
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'inkroom-full-'));
    await writeBarMnist(join(dir, 'mnist'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  beforeEach(async () => {
    server = await startPrivateRedis();
    redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    gateway = await openGateway(server.url, { storageProbeMs: 50 });
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await gateway.stop();
    redis.disconnect();
    await server.stop();
  });

  async function openRoom(): Promise<{ roomId: string; writeKey: string; ann: RoomClient }> {
    const opened = await createRoom(gateway.url, { title: 'Test' });
    if (!opened.ok) throw new Error(opened.error.code);
    const { roomId, writeKey, hostKey: key } = opened.value;
    const ann = new RoomClient({ gatewayUrl: gateway.url, roomId, key, storage: memoryStorage(), name: 'Ann' });
    ends.push(() => ann.stop());
    await ann.start();
    return { roomId, writeKey, ann };
  }

  /** Waits until somebody sees something. */
  async function sees(client: RoomClient, what: Parameters<typeof whenView>[1]): Promise<void> {
    if (!(await whenView(client.view, what, WAIT_MS)))
      throw new Error(`in vain: ${JSON.stringify(client.view.getState())}`);
  }

  it('R1 takes no ink, says so, and has all of it once there is room again', async () => {
    const { roomId, writeKey: key, ann } = await openRoom();
    const bob = new BarePerson(gateway.url);
    ends.push(() => bob.leave());
    await bob.join(roomId, { key });
    await fill(redis);
    await bob.hears('service.state', ({ storage }) => storage === 'away');
    expect(await bob.codeOf('op.submit', { opId: 'bobs-stroke', op: addStroke(1) })).toBe('storage_full');
    expect(await bob.codeOf('run.start', { ...runRequest(), wait: true })).toBe('storage_full');

    const pen = ann.beginStroke({ cell: 0 });
    pen.add([50, 50, 0.5, 0, 100, 200, 0.5, 10]);
    const [stroke] = pen.end();
    await sees(ann, ({ storageAway, pending }) => storageAway && pending === 1);
    expect(ann.view.getState()).toMatchObject({ connection: 'online', lastError: null });
    // Ann's claim of the host's place, made before.
    expect(bob.state!.seq).toBe(1);

    await empty(redis);
    await sees(ann, ({ storageAway, pending }) => !storageAway && pending === 0);
    await until('bob has it', () => pageOf(bob.state!, 1).cells[0]?.strokes.includes(stroke!));
    expect(await bob.codeOf('op.submit', { opId: 'bobs-stroke', op: addStroke(1) })).toBe('ok');
    expect(bob.state!.seq).toBe(3);
    expect(bob.socket.connected).toBe(true);
  });

  it('R5 does not cost a run what it has made, and makes no version twice', async () => {
    const worker = new WorkerProcess('worker-cpu', server.url, {
      MNIST_DIR: join(dir, 'mnist'),
      INKROOM_CACHE_DIR: join(dir, 'cache'),
      WORKER_THREADS: '1',
      INKROOM_REFUSED_RETRY_MS: '100',
    });
    ends.push(() => worker.kill());
    onTestFailed(() => console.error(worker.log.map(({ msg }) => msg).join('\n')));
    const id = await worker.ready();
    const { roomId, ann } = await openRoom();
    await sees(ann, ({ pools }) => pools.some(({ workers }) => workers.length > 0));
    const started = await ann.startRun({ ...DEFAULT_RUN, dataset: 'mnist', epochs: 4, batchSize: 1000, seed: 1 });
    if (!started.ok) throw new Error(started.error.code);
    const isRun = ({ id: runId }: { id: string }) => runId === started.value.id;
    await sees(ann, ({ runs }) => runs.some((run) => isRun(run) && run.progress.step > 0));

    await fill(redis);
    await worker.logged('the store refuses what the run has made; it is tried again', WAIT_MS);
    expect(ann.view.getState().runs.find(isRun)).toMatchObject({ state: 'running', versionId: null });
    await empty(redis);

    await sees(ann, ({ runs }) => runs.some((run) => isRun(run) && hasEnded(run)));
    const run = ann.view.getState().runs.find(isRun)!;
    expect(run).toMatchObject({ state: 'finished', error: null, worker: { id } });
    const made = (await listVersions(redis, roomId, DEFAULT_LIMITS)).filter(({ roomId: of }) => of === roomId);
    expect(made).toMatchObject([{ id: run.versionId, number: 1, runId: run.id }]);
    expect(ann.view.getState().state.champion).toBe(DEFAULT_VERSION_ID);
    // Nothing of the curve is missing: it waited with the worker.
    await sees(ann, ({ series }) => series[run.id]?.epochs.length === 4);
    // And the worker is free for the next one.
    const spec = { ...DEFAULT_RUN, dataset: 'mnist', epochs: 1, batchSize: 1000, seed: 2 } as const;
    const next = await ann.startRun(spec, { wait: true });
    if (!next.ok) throw new Error(next.error.code);
    await sees(ann, ({ runs }) => runs.some((one) => one.id === next.value.id && one.state === 'finished'));
  });
});
