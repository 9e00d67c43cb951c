import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { shippedModels } from '@inkroom/engine/recogniser';
import { DEFAULT_LIMITS, DEFAULT_VERSION_ID, type Digit, predictionRecordSchema } from '@inkroom/shared';
import {
  listVersions,
  onlineWorkers,
  publishControl,
  readArtifact,
  roomKeys,
  type StoredArtifact,
  saveVersion,
  versionKeys,
  writeLiveInk,
} from '@inkroom/store';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { root } from '../../scripts/lib/root.mjs';
import { type TestRoom, TestStore } from '../support/test-room.ts';
import { fiveScores, readerOf } from '../support/versions.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const WAIT = { timeout: 20_000, interval: 20 };

describe('recognition workers', () => {
  let server: PrivateRedis;
  let store: TestStore;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    server = await startPrivateRedis();
    store = new TestStore(server.url);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await store.redis.flushall();
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  function worker(env: Record<string, string> = {}): WorkerProcess {
    const started = new WorkerProcess('worker-cpu', server.url, { WORKER_QUEUES: 'recognition', ...env });
    workers.push(started);
    return started;
  }

  const read = (room: TestRoom, cell: number, count = 1) =>
    vi.waitFor(() => {
      const predictions = room.predictions(cell);
      expect(predictions.length).toBeGreaterThanOrEqual(count);
      return predictions.at(-1)!;
    }, WAIT);
  /** Until the cell has been read at its newest revision. */
  const readAt = (room: TestRoom, cell: number, revision: number) =>
    vi.waitFor(() => {
      const newest = room.predictions(cell).at(-1);
      expect(newest?.revision).toBe(revision);
      return newest!;
    }, WAIT);

  /** A copy of the shipped MLP as a version of the room: bytes of a real model under an id of its own. */
  async function ownVersion(
    room: TestRoom,
    change: (artifact: StoredArtifact) => Promise<StoredArtifact> = async (artifact) => artifact,
  ): Promise<string> {
    const artifact = await readArtifact(store.redis, 'shipped-mlp');
    const [shipped] = await listVersions(store.redis, room.id, DEFAULT_LIMITS);
    if (!artifact.ok || !shipped) throw new Error('no shipped model in the store');
    const digest = randomBytes(32).toString('hex');
    const files = { ...(await change(artifact.value)), digest };
    const saved = await saveVersion(store.redis, { ...shipped, roomId: room.id }, files, DEFAULT_LIMITS);
    return saved.id;
  }

  it('reads a cell when it changes, and tells the room with times and origin', async () => {
    const id = await worker().ready();
    const room = await store.room();
    await room.draw(3);
    const prediction = await read(room, 3);
    expect(prediction).toMatchObject({
      page: 1,
      cell: 3,
      revision: 1,
      live: 0,
      generation: 0,
      modelVersion: DEFAULT_VERSION_ID,
      framing: 'mnist',
      digit: 1,
      batch: 1,
      workerId: id,
    });
    expect(predictionRecordSchema.safeParse(prediction).error).toBeUndefined();
    expect(prediction.scores).toHaveLength(11);
    expect(prediction.scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 4);
    const { queueMs, rasteriseMs, inferMs, totalMs } = prediction.times;
    for (const time of [queueMs, rasteriseMs, inferMs]) expect(time).toBeGreaterThanOrEqual(0);
    expect(totalMs).toBeLessThan(2000);
    expect(totalMs).toBeGreaterThanOrEqual(queueMs);
  });

  it('keeps what it read for as long as the operator says', async () => {
    await worker({ INKROOM_ROOM_IDLE_TTL_SECONDS: '1000' }).ready();
    const room = await store.room();
    await room.draw(0);
    await read(room, 0);
    const seconds = await store.redis.ttl(roomKeys(room.id).predictions);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(1000);
  });

  it('reads many cells that change at once in few batches', async () => {
    const room = await store.room();
    for (let cell = 0; cell < 40; cell++) await room.draw(cell);
    await worker({ INKROOM_RECOGNITION_BATCH_MAX: '32' }).ready();
    await vi.waitFor(() => expect(new Set(room.predictions().map(({ cell }) => cell)).size).toBe(40), WAIT);
    expect(Math.max(...room.predictions().map(({ batch }) => batch))).toBe(32);
  });

  it('never tells a prediction that is older than one already told, and ends with the newest (R4)', async () => {
    await Promise.all([worker().ready(), worker().ready()]);
    const room = await store.room();
    for (let i = 0; i < 30; i++) await room.draw(0, 100 + i);
    await readAt(room, 0, 30);
    const revisions = room.predictions(0).map(({ revision }) => revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  });

  it('reads only the newest of what waited', async () => {
    const room = await store.room();
    for (let i = 0; i < 5; i++) await room.draw(0, 100 + i);
    expect(await store.waitingReads()).toBe(1);
    await worker().ready();
    await readAt(room, 0, 5);
    expect(room.predictions(0)).toHaveLength(1);
  });

  it('R4 has cells of a room share a job, each waiting once until it is taken', async () => {
    const room = await store.room();
    for (const cell of [0, 1, 2]) await room.draw(cell);
    await store.clearReads();
    await store.readAll(room.id, [0, 1, 2]);
    await store.readAll(room.id, [1, 2]);
    expect(await store.waitingReads()).toBe(1);
    await room.draw(1);
    await worker().ready();
    await readAt(room, 1, 2);
    for (const cell of [0, 2]) await readAt(room, cell, 1);
    // Taken, they may be asked for again.
    await vi.waitFor(async () => expect(await store.waitingReads()).toBe(0), WAIT);
    await store.redis.hdel(roomKeys(room.id).predictions, '1/0', '1/2');
    await store.readAll(room.id, [0, 2]);
    await read(room, 2, 2);
  });

  it('publishes nothing for a cell that was cleared meanwhile', async () => {
    const room = await store.room();
    await room.draw(0);
    await room.apply({ kind: 'ink.clear', page: 1, cell: 0 });
    await room.draw(1);
    await worker().ready();
    await read(room, 1);
    await vi.waitFor(async () => expect(await store.waitingReads()).toBe(0), WAIT);
    expect(room.predictions(0)).toEqual([]);
  });

  it('answers with a promoted version from the next stroke on, without a restart', async () => {
    await worker().ready();
    const room = await store.room();
    await room.draw(0);
    await read(room, 0);
    const versionId = await ownVersion(room);
    await publishControl(store.redis, { kind: 'version.warm', versionId });
    await room.apply({ kind: 'model.promote', versionId });
    await room.draw(0);
    await vi.waitFor(async () => {
      // As a gateway does for as long as another model stands in for the one that is being loaded.
      await store.read(room.id, 0);
      expect(room.predictions(0).at(-1)).toMatchObject({ revision: 2, modelVersion: versionId, generation: 1 });
    }, WAIT);
  });

  it('goes on with the model so far when a promoted one is damaged, and says so', async () => {
    const process = worker();
    await process.ready();
    const room = await store.room();
    const good = await ownVersion(room);
    await room.apply({ kind: 'model.promote', versionId: good });
    await room.draw(0);
    await read(room, 0);
    const damaged = await ownVersion(room);
    await store.redis.hset(versionKeys(damaged).artifact, 'onnx', 'not a model');
    await room.apply({ kind: 'model.promote', versionId: damaged });
    await room.draw(0);
    expect(await readAt(room, 0, 2)).toMatchObject({ modelVersion: good, generation: 2 });
    expect(await process.logged('a model could not be loaded')).toMatchObject({
      code: 'artifact_corrupt',
      versionId: damaged,
    });
    const other = await store.room();
    await other.draw(0);
    expect(await read(other, 0)).toMatchObject({ modelVersion: DEFAULT_VERSION_ID });
  });

  it.each([
    ['is missing', async (artifact: StoredArtifact) => artifact, true],
    [
      'was cut off',
      async (artifact: StoredArtifact) => ({ ...artifact, onnx: artifact.onnx.subarray(0, 60_000) }),
      false,
    ],
    ['answers other than ten scores', async (artifact: StoredArtifact) => ({ ...artifact, onnx: fiveScores() }), false],
    [
      'answers what is no number',
      async (artifact: StoredArtifact) => ({ ...artifact, ...(await readerOf(Number.NaN as Digit)) }),
      false,
    ],
  ])('reads on with the model so far when the promoted one %s', async (_, damage, remove) => {
    await worker().ready();
    const room = await store.room();
    const good = await ownVersion(room);
    await room.apply({ kind: 'model.promote', versionId: good });
    await room.draw(0);
    await read(room, 0);
    const bad = await ownVersion(room, damage);
    if (remove) await store.redis.del(versionKeys(bad).artifact);
    await room.apply({ kind: 'model.promote', versionId: bad });
    await room.draw(0);
    expect(await readAt(room, 0, 2)).toMatchObject({ modelVersion: good, generation: 2, digit: 1 });
  });

  it('reads each drawing with the challenger as well, unfinished ones too', async () => {
    await worker().ready();
    const room = await store.room();
    const challenger = await ownVersion(room, async (artifact) => ({ ...artifact, ...(await readerOf(7)) }));
    await room.apply({ kind: 'model.challenge', versionId: challenger });
    await room.draw(0);
    const comparedAt = (cell: number) =>
      vi.waitFor(() => {
        const newest = room.predictions(cell).at(-1);
        expect(newest?.byChallenger).toBeTruthy();
        return newest!;
      }, WAIT);
    expect(await comparedAt(0)).toMatchObject({
      modelVersion: DEFAULT_VERSION_ID,
      digit: 1,
      byChallenger: { modelVersion: challenger, digit: 7 },
    });
    const strokes = new Map([['unfinished', { width: 23, points: [140, 40, 0.5, 0, 140, 240, 0.5, 50] }]]);
    await writeLiveInk(store.redis, [{ roomId: room.id, page: 1, cell: 1, strokes }], DEFAULT_LIMITS);
    await store.read(room.id, 1);
    expect(await comparedAt(1)).toMatchObject({ live: 1, digit: 1, byChallenger: { digit: 7 } });
    await room.apply({ kind: 'model.challenge', versionId: null });
    await room.draw(2);
    expect(await read(room, 2)).toMatchObject({ byChallenger: null });
  });

  it('reads on as ever with a challenger that is damaged, and says so', async () => {
    const process = worker();
    await process.ready();
    const room = await store.room();
    const challenger = await ownVersion(room);
    await store.redis.hset(versionKeys(challenger).artifact, 'onnx', 'not a model');
    await room.apply({ kind: 'model.challenge', versionId: challenger });
    await room.draw(0);
    expect(await read(room, 0)).toMatchObject({ modelVersion: DEFAULT_VERSION_ID, digit: 1, byChallenger: null });
    await vi.waitFor(() => expect(room.predictions(0).at(-1)!.challengerError?.code).toBe('artifact_corrupt'), WAIT);
    expect(await process.logged('a challenger could not be used')).toMatchObject({ versionId: challenger });
  });

  it('reads what was written during an outage of Redis', async () => {
    await worker().ready();
    const room = await store.room();
    await room.draw(0);
    await read(room, 0);
    await store.redis.client('KILL', 'TYPE', 'NORMAL');
    await room.draw(0, 150);
    await readAt(room, 0, 2);
    process.kill(server.pid, 'SIGSTOP');
    const waiting = room.draw(0, 160);
    // Nobody can ask a stopped Redis when enough time has passed: the clock is the condition.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    process.kill(server.pid, 'SIGCONT');
    await waiting;
    await readAt(room, 0, 3);
  });

  it('goes on with a Redis that was killed and came back empty', async () => {
    const own = await startPrivateRedis();
    const process = new WorkerProcess('worker-cpu', own.url, { WORKER_QUEUES: 'recognition' });
    workers.push(process);
    const id = await process.ready();
    await own.kill();
    await own.restart();
    const fresh = new TestStore(own.url);
    try {
      const room = await fresh.room();
      await vi.waitFor(
        async () => expect(await onlineWorkers(fresh.redis, DEFAULT_LIMITS)).toMatchObject([{ id }]),
        WAIT,
      );
      const shipped = await shippedModels();
      await vi.waitFor(
        async () => expect(await listVersions(fresh.redis, room.id, DEFAULT_LIMITS)).toHaveLength(shipped.length),
        WAIT,
      );
      await room.draw(0);
      expect(await read(room, 0)).toMatchObject({ modelVersion: DEFAULT_VERSION_ID });
      expect(await process.stop()).toBe(0);
    } finally {
      await fresh.close();
      await own.stop();
    }
  });

  it('leaves its pool at once when it is told to end', async () => {
    const ending = worker();
    const id = await ending.ready();
    await vi.waitFor(
      async () => expect(await onlineWorkers(store.redis, DEFAULT_LIMITS)).toMatchObject([{ id }]),
      WAIT,
    );
    expect(await ending.stop()).toBe(0);
    expect(await onlineWorkers(store.redis, DEFAULT_LIMITS)).toEqual([]);
  });

  it('is heard of no more soon after it was killed', async () => {
    const doomed = worker();
    await doomed.ready();
    await doomed.kill();
    await vi.waitFor(async () => expect(await onlineWorkers(store.redis, DEFAULT_LIMITS)).toEqual([]), WAIT);
  });

  it('keeps TensorFlow.js out of the process that reads', async () => {
    const script = `
      await import('@inkroom/worker');
      const { createRequire } = await import('node:module');
      const loaded = Object.keys(createRequire(process.cwd() + '/').cache);
      console.log(JSON.stringify(loaded.filter((path) => path.includes('@tensorflow'))));`;
    const cwd = join(root, 'apps/worker-cpu');
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd });
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
