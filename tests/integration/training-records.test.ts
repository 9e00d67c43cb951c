import { createHash, randomBytes } from 'node:crypto';
import {
  DEFAULT_LIMITS,
  DEFAULT_RUN,
  DEFAULT_VERSION_ID,
  type Limits,
  logLine,
  PRESET_LAYERS,
  type Run,
  type RunSpec,
  type WorkerInfo,
} from '@inkroom/shared';
import {
  appendSeries,
  attendRun,
  connectRedis,
  createRun,
  enqueueFairly,
  enqueueRun,
  heartbeat,
  LostRunWatch,
  listPools,
  listRuns,
  listVersions,
  type NewVersion,
  openTrainingQueues,
  queuedRuns,
  readArtifact,
  readCheckpoint,
  readGraph,
  readPartSamples,
  readRoomArtifact,
  readRoomVersion,
  readRun,
  readRunDetails,
  readVersion,
  registerShipped,
  reorderRuns,
  requestCancel,
  rewindSeries,
  roomChannel,
  roomKeys,
  runKeys,
  type StoredArtifact,
  saveCheckpoint,
  saveVersion,
  type TrainingQueues,
  updateRun,
  versionKeys,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { type MadeSample, storeSamples } from '../support/stored-samples.ts';

const ROOM = 'storeroom1';
const SPEC: RunSpec = {
  ...DEFAULT_RUN,
  architecture: 'mlp',
  layers: [...PRESET_LAYERS.mlp],
  epochs: 1,
  batchSize: 32,
  learningRate: 0.001,
  dataset: 'mnist',
  startFrom: 'scratch',
  pool: 'cpu',
  seed: 1,
  framing: 'mnist',
  parentId: null,
};
const WORKER: WorkerInfo = {
  id: 'cpu-1',
  pool: 'cpu',
  engine: 'onnx',
  device: 'CPU',
  threads: 1,
  memoryBytes: 2 ** 30,
  override: false,
  passedOver: [],
  duties: ['training'],
  price: { perHour: 0, currency: 'EUR' },
};

function artifact(seed: string): StoredArtifact {
  const weights = createHash('sha512').update(seed).digest();
  return {
    topology: { name: 'mlp' },
    weightSpecs: [{ name: 'w', shape: [16], dtype: 'float32' }],
    weights,
    onnx: Buffer.concat([weights, randomBytes(32)]),
    card: { note: seed },
    cardText: `# ${seed}`,
    digest: createHash('sha256').update(weights).digest('hex'),
  };
}

function version(roomId: string, runId: string): NewVersion {
  return {
    roomId,
    origin: 'run',
    runId,
    architecture: 'mlp',
    layers: PRESET_LAYERS.mlp,
    parameters: 16,
    parentId: null,
    createdAt: 1,
    dataset: { kind: 'mnist', source: 'mnist', trainSize: 1, corrections: 0, testSize: 1, digest: 'd' },
    metrics: { testAccuracy: 0.9, testLoss: 0.3, perClass: [], ece: 0.1, holdout: null },
  };
}

describe('training records in the store', () => {
  let server: PrivateRedis;
  let redis: Redis;
  let queues: TrainingQueues;
  const heard: { event: string; payload: unknown }[] = [];
  let listener: Redis;
  let producer: Redis;

  beforeAll(async () => {
    server = await startPrivateRedis();
    redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    listener = connectRedis(server.url, 'subscriber', 'test', { limits: DEFAULT_LIMITS });
    producer = connectRedis(server.url, 'blocking', 'test', { limits: DEFAULT_LIMITS });
    queues = openTrainingQueues(producer);
    listener.on('message', (_channel, text) => heard.push(JSON.parse(text)));
    await listener.subscribe(roomChannel(ROOM));
  });
  beforeEach(async () => {
    await redis.flushall();
    heard.length = 0;
  });
  afterAll(async () => {
    await Promise.all([queues.cpu.close(), queues.gpu.close()]);
    for (const connection of [redis, listener, producer]) connection.disconnect();
    await server.stop();
  });

  const create = (
    requestId = randomBytes(6).toString('hex'),
    limits: Limits = { ...DEFAULT_LIMITS, runsActivePerRoom: 100 },
    roomId = ROOM,
    spec: RunSpec = SPEC,
    address?: string,
  ) => {
    const request = { roomId, startedBy: { id: 'ann', name: 'Ann' }, spec, requestId };
    return createRun(redis, { ...request, ...(address === undefined ? {} : { address }) }, limits);
  };
  const start = async (...which: Parameters<typeof create>): Promise<Run> => {
    const created = await create(...which);
    if (!created.ok) throw new Error(created.error.code);
    return created.value;
  };
  const running = async (worker = WORKER): Promise<Run> => {
    const run = await start();
    return (await updateRun(redis, run.id, { state: 'running', startedAt: 1, worker }, DEFAULT_LIMITS))!;
  };

  describe('runs', () => {
    it('makes one run of a request that is sent twice', async () => {
      const [first, second] = await Promise.all([start('request-1'), start('request-1')]);
      expect(second.id).toBe(first.id);
      expect(first.number).toBe(1);
      expect((await start('request-2')).number).toBe(2);
      expect(await listRuns(redis, ROOM, DEFAULT_LIMITS)).toHaveLength(2);
      await Promise.all([enqueueRun(queues, first), enqueueRun(queues, first)]);
      expect(await queuedRuns(queues, 'cpu')).toHaveLength(1);
    });

    it('R7 gives a room no more at once than it may have, however many ask at the same moment', async () => {
      const limits = { ...DEFAULT_LIMITS, runsActivePerRoom: 4 };
      const asked = await Promise.all(Array.from({ length: 20 }, (_, i) => create(`request-${i}`, limits)));
      const made = asked.flatMap((answer) => (answer.ok ? [answer.value] : []));
      expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4]);
      expect(asked.filter((answer) => !answer.ok && answer.error.code === 'too_many_runs')).toHaveLength(16);
      expect(await listRuns(redis, ROOM, DEFAULT_LIMITS)).toHaveLength(4);
      expect((await create('request-0', limits)).ok).toBe(true);
      expect((await create('request-20', limits, 'another')).ok).toBe(true);
      await updateRun(redis, made[0]!.id, { state: 'cancelled', endedAt: 5 }, DEFAULT_LIMITS);
      expect((await create('request-20', limits)).ok).toBe(true);
    });

    it('never changes a run that has ended', async () => {
      const run = await running();
      await updateRun(redis, run.id, { state: 'cancelled', endedAt: 5 }, DEFAULT_LIMITS);
      expect(await updateRun(redis, run.id, { state: 'finished' }, DEFAULT_LIMITS)).toBeNull();
      expect(await readRun(redis, run.id)).toMatchObject({ state: 'cancelled', endedAt: 5 });
    });

    it('loses none of many changes made at once, and tells them in the order in which they happened', async () => {
      const run = await running();
      const count = (now: Run) => ({ progress: { ...now.progress, step: now.progress.step + 1 } });
      await Promise.all(Array.from({ length: 20 }, () => updateRun(redis, run.id, count, DEFAULT_LIMITS)));
      expect((await readRun(redis, run.id))?.progress.step).toBe(20);
      const steps = () => heard.map(({ payload }) => (payload as Run).progress.step).filter((step) => step > 0);
      await vi.waitFor(() => expect(steps()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1)));
    });

    it('keeps a run for late comers with its newest points, within the limit', async () => {
      const run = await running();
      const limits = { ...DEFAULT_LIMITS, runPointsMax: 3, runLogLinesMax: 2 };
      for (let step = 1; step <= 5; step++) {
        const points = [{ step, epoch: step / 5, loss: 1, accuracy: 0 }];
        await appendSeries(redis, run, { points, log: [logLine({ code: 'step_ready', ms: step }, step)] }, limits);
      }
      const details = (await readRunDetails(redis, run.id))!;
      expect(details.points.map(({ step }) => step)).toEqual([3, 4, 5]);
      expect(details.log.map(({ at }) => at)).toEqual([4, 5]);
    });

    it('R5 keeps a checkpoint of the run’s own worker, and none of another or of a run that has ended', async () => {
      const weights = new Uint8Array(Float32Array.of(1, Number.NaN, 3).buffer);
      const stored = { meta: { epoch: 2 }, blocks: { weights } };
      const run = await running();
      expect(await saveCheckpoint(redis, run.id, 'cpu-2', stored, DEFAULT_LIMITS)).toBe(false);
      expect(await readCheckpoint(redis, run.id)).toBeNull();
      expect(await saveCheckpoint(redis, run.id, WORKER.id, stored, DEFAULT_LIMITS)).toBe(true);
      const kept = (await readCheckpoint(redis, run.id))!;
      expect(kept.meta).toEqual({ epoch: 2 });
      expect(Buffer.compare(kept.blocks.weights!, stored.blocks.weights)).toBe(0);
      await updateRun(redis, run.id, { state: 'finished' }, DEFAULT_LIMITS);
      expect(await readCheckpoint(redis, run.id)).toBeNull();
      expect(await saveCheckpoint(redis, run.id, WORKER.id, stored, DEFAULT_LIMITS)).toBe(false);
    });

    it('takes the curves of a run back to a checkpoint, and leaves its log', async () => {
      const run = await running();
      const points = [0.5, 1, 1.5, 2, 2.2].map((epoch) => ({ step: epoch * 10, epoch, loss: 1, accuracy: 0 }));
      const epochs = [1, 2].map((epoch) => ({ epoch, step: epoch * 10, testLoss: 1, testAccuracy: 0 }));
      const log = [logLine({ code: 'waits_again' }, 1)];
      await appendSeries(redis, run, { points, epochs, log }, DEFAULT_LIMITS);
      await rewindSeries(redis, run.id, 1);
      expect(await readRunDetails(redis, run.id)).toMatchObject({
        points: points.slice(0, 2),
        epochs: epochs.slice(0, 1),
        log,
      });
      await rewindSeries(redis, run.id, 0);
      expect(await readRunDetails(redis, run.id)).toMatchObject({ points: [], epochs: [], log });
    });

    it('drops the oldest ended runs, never one that goes on', async () => {
      const limits = { ...DEFAULT_LIMITS, runsKeptPerRoom: 3 };
      const first = await start('first-request', limits);
      for (let i = 0; i < 4; i++) {
        const run = await start(undefined, limits);
        await updateRun(redis, run.id, { state: 'finished' }, DEFAULT_LIMITS);
      }
      await start(undefined, limits);
      const left = await listRuns(redis, ROOM, DEFAULT_LIMITS);
      expect(left.map(({ number }) => number)).toEqual([1, 5, 6]);
      expect(left[0]!.id).toBe(first.id);
    });

    it('cancels at once a run that nobody works on, and leaves one to its worker', async () => {
      const waiting = await start();
      expect(await requestCancel(redis, waiting.id, DEFAULT_LIMITS)).toMatchObject({ state: 'cancelled' });
      expect(await requestCancel(redis, waiting.id, DEFAULT_LIMITS)).toBeNull();

      const worked = await running();
      expect(await attendRun(redis, worked.id, WORKER.id, DEFAULT_LIMITS)).toBe('mine');
      expect(await requestCancel(redis, worked.id, DEFAULT_LIMITS)).toMatchObject({ state: 'running' });
      expect(await attendRun(redis, worked.id, WORKER.id, DEFAULT_LIMITS)).toBe('cancel');

      const forgotten = await running();
      await heartbeat(redis, WORKER);
      expect(await requestCancel(redis, forgotten.id, DEFAULT_LIMITS)).toMatchObject({ state: 'cancelled' });
    });

    it('tells a worker when the run in its hand is not its own any more', async () => {
      const run = await running();
      expect(await attendRun(redis, run.id, 'cpu-2', DEFAULT_LIMITS)).toBe('lost');
      await updateRun(redis, run.id, { state: 'pending', worker: null }, DEFAULT_LIMITS);
      expect(await attendRun(redis, run.id, WORKER.id, DEFAULT_LIMITS)).toBe('lost');
      await updateRun(redis, run.id, { state: 'finished', worker: WORKER }, DEFAULT_LIMITS);
      expect(await attendRun(redis, run.id, WORKER.id, DEFAULT_LIMITS)).toBe('lost');
      expect(await attendRun(redis, 'no-such-run', WORKER.id, DEFAULT_LIMITS)).toBe('lost');
    });
  });

  /** A watch for lost runs whose clock stands still but while `looks` looks around at every heartbeat. */
  function lostRunWatch() {
    let now = 0;
    const watch = new LostRunWatch(redis, queues, DEFAULT_LIMITS, () => now);
    const looks = async (forMs: number): Promise<Run[]> => {
      const changed = await watch.check();
      for (const end = now + forMs; now < end; ) {
        now = Math.min(now + DEFAULT_LIMITS.workerHeartbeatMs, end);
        changed.push(...(await watch.check()));
      }
      return changed;
    };
    const passes = (ms: number) => {
      now += ms;
    };
    return { looks, passes };
  }

  describe('lost runs (R5)', () => {
    const { runLostMs, workerHeartbeatMs } = DEFAULT_LIMITS;
    const nearly = runLostMs - workerHeartbeatMs;

    it('fails a run visibly when its worker is gone and the pool is empty (R5)', async () => {
      const { looks } = lostRunWatch();
      const run = await running();
      expect(await looks(nearly)).toEqual([]);
      const lost = { id: run.id, state: 'failed', error: { code: 'run_worker_lost' } };
      expect(await looks(workerHeartbeatMs)).toMatchObject([lost]);
    });

    it('shows a run as waiting while others of the pool are busy', async () => {
      const { looks } = lostRunWatch();
      await heartbeat(redis, { ...WORKER, id: 'cpu-2' });
      await running();
      expect(await looks(runLostMs)).toMatchObject([{ state: 'pending', worker: null }]);
      expect(await queuedRuns(queues, 'cpu')).toHaveLength(1);
    });

    it('has a run wait that its own worker knows nothing of, though that one is there', async () => {
      const { looks } = lostRunWatch();
      await heartbeat(redis, WORKER);
      const [attended, forgotten] = [await running(), await running()];
      await attendRun(redis, attended.id, WORKER.id, { ...DEFAULT_LIMITS, workerExpiryMs: 60_000 });
      expect(await looks(runLostMs)).toMatchObject([{ id: forgotten.id, state: 'pending', worker: null }]);
      expect(await readRun(redis, attended.id)).toMatchObject({ state: 'running' });
    });

    it('queues a recorded run that its gateway did not live to queue, and none twice', async () => {
      const { looks } = lostRunWatch();
      await start();
      await looks(4 * runLostMs);
      expect(await queuedRuns(queues, 'cpu')).toHaveLength(1);
    });

    it('counts absence from when it saw it, so that an outage of Redis loses no run', async () => {
      const { looks, passes } = lostRunWatch();
      const run = await running();
      await looks(nearly);
      await attendRun(redis, run.id, WORKER.id, DEFAULT_LIMITS);
      await looks(workerHeartbeatMs);
      await redis.del(runKeys(run.id).attended);
      await looks(nearly);
      // Nobody looks while Redis is away.
      passes(10 * runLostMs);
      expect(await looks(nearly)).toEqual([]);
      expect(await looks(workerHeartbeatMs)).toMatchObject([{ id: run.id }]);
    });

    it('does not count while Redis takes no writes, for no worker can say then that it is there', async () => {
      const { looks } = lostRunWatch();
      const run = await running();
      await looks(nearly);
      await redis.config('SET', 'maxmemory', '1');
      try {
        await expect(looks(0)).rejects.toThrow('OOM');
      } finally {
        await redis.config('SET', 'maxmemory', '0');
      }
      expect(await looks(nearly)).toEqual([]);
      expect(await looks(workerHeartbeatMs)).toMatchObject([{ id: run.id }]);
    });

    it('sees to every run within twenty seconds of its worker’s last word (R5)', () => {
      const { workerExpiryMs, trainingLockMs, trainingStalledCheckMs } = DEFAULT_LIMITS;
      // Until it counts as absent, until that has lasted, and the looks in between.
      expect(workerExpiryMs + runLostMs + 2 * workerHeartbeatMs).toBeLessThan(20_000);
      // The queue's own way, by which another worker takes it: its lock, its look, and the listening before.
      expect(trainingLockMs + trainingStalledCheckMs + 2 * workerHeartbeatMs).toBeLessThan(20_000);
    });
  });

  describe('versions', () => {
    it('names a version by its content and makes the same one only once', async () => {
      const made = artifact('a');
      const first = await saveVersion(redis, version(ROOM, 'run-1'), made, DEFAULT_LIMITS);
      expect(first).toMatchObject({ id: made.digest.slice(0, 16), number: 1, roomId: ROOM });
      expect(await saveVersion(redis, version(ROOM, 'run-2'), made, DEFAULT_LIMITS)).toEqual(first);
      expect((await saveVersion(redis, version(ROOM, 'run-3'), artifact('b'), DEFAULT_LIMITS)).number).toBe(2);
      await vi.waitFor(() => expect(heard.filter(({ event }) => event === 'version.added')).toHaveLength(2));
    });

    it('gives each room its own versions, also when two make the same', async () => {
      await saveVersion(redis, version(ROOM, 'run-1'), artifact('a'), DEFAULT_LIMITS);
      await saveVersion(redis, version('otherroom1', 'run-2'), artifact('x'), DEFAULT_LIMITS);
      const same = await saveVersion(redis, version('otherroom1', 'run-3'), artifact('a'), DEFAULT_LIMITS);
      expect(same).toMatchObject({ roomId: 'otherroom1', number: 2, runId: 'run-3' });
      expect((await listVersions(redis, ROOM, DEFAULT_LIMITS)).map(({ runId }) => runId)).toEqual(['run-1']);
      expect(await readRoomVersion(redis, 'thirdroom1', same.id)).toBeNull();
    });

    it('lists the default model first, then the shipped ones, then the room’s own', async () => {
      await saveVersion(redis, version(ROOM, 'run-1'), artifact('a'), DEFAULT_LIMITS);
      const shipped = { ...version('x', 'x'), roomId: null, runId: null, number: 0 };
      for (const id of ['shipped-mlp', DEFAULT_VERSION_ID, 'shipped-cnn']) {
        await registerShipped(redis, { ...shipped, id }, artifact(id));
      }
      expect((await listVersions(redis, ROOM, DEFAULT_LIMITS)).map(({ id, number }) => `${id}/${number}`)).toEqual([
        `${DEFAULT_VERSION_ID}/0`,
        'shipped-cnn/0',
        'shipped-mlp/0',
        `${artifact('a').digest.slice(0, 16)}/1`,
      ]);
      expect(await readRoomVersion(redis, ROOM, 'shipped-mlp')).toMatchObject({ id: 'shipped-mlp' });
    });

    it('is told by each room as that one came by it, and its files are written once', async () => {
      const mine = { ...artifact('a'), card: { by: 'mine' }, cardText: '# mine' };
      const { id } = await saveVersion(redis, version(ROOM, 'run-1'), mine, DEFAULT_LIMITS);
      await saveVersion(
        redis,
        version('otherroom1', 'run-2'),
        {
          ...mine,
          card: { by: 'theirs' },
          cardText: '# theirs',
        },
        DEFAULT_LIMITS,
      );
      await saveVersion(
        redis,
        version(ROOM, 'run-3'),
        { ...mine, card: { by: 'later' }, cardText: '# later' },
        DEFAULT_LIMITS,
      );
      expect(await readRoomArtifact(redis, ROOM, id)).toMatchObject({
        value: { card: { by: 'mine' }, cardText: '# mine' },
      });
      expect(await readRoomArtifact(redis, 'otherroom1', id)).toMatchObject({ value: { cardText: '# theirs' } });
      const forged = { ...artifact('b'), digest: `${mine.digest.slice(0, 16)}${'0'.repeat(48)}` };
      await expect(saveVersion(redis, version('thirdroom1', 'run-4'), forged, DEFAULT_LIMITS)).rejects.toThrow();
      expect(await readArtifact(redis, id)).toMatchObject({ value: { digest: mine.digest } });
      expect(await listVersions(redis, 'thirdroom1', DEFAULT_LIMITS)).toEqual([]);
    });

    it('returns the files byte by byte, and says so when they are damaged or gone', async () => {
      const made = artifact('a');
      const { id } = await saveVersion(redis, version(ROOM, 'run-1'), made, DEFAULT_LIMITS);
      const read = await readArtifact(redis, id);
      expect(read.ok && Buffer.from(read.value.weights).equals(made.weights)).toBe(true);
      expect(read.ok && read.value.weightSpecs).toEqual(made.weightSpecs);
      expect(await readGraph(redis, id)).toMatchObject({ ok: true });
      await redis.hset(versionKeys(id).artifact, 'onnx', 'damaged');
      expect(await readGraph(redis, id)).toMatchObject({ error: { code: 'artifact_corrupt' } });
      expect(await readArtifact(redis, id)).toMatchObject({ error: { code: 'artifact_corrupt' } });
      expect(await readGraph(redis, '0123456789abcdef')).toMatchObject({ error: { code: 'version_not_found' } });
    });
  });

  describe('versions beyond the number that is kept', () => {
    const limits = { ...DEFAULT_LIMITS, versionsKeptPerRoom: 2 };
    const save = (seed: string, roomId = ROOM) => saveVersion(redis, version(roomId, seed), artifact(seed), limits);
    beforeEach(() => redis.hset(roomKeys(ROOM).meta, 'champion', DEFAULT_VERSION_ID));
    const kept = async () =>
      (await listVersions(redis, ROOM, DEFAULT_LIMITS)).map(({ runId, number }) => `${runId}/${number}`);

    it('go, the oldest first, with their files, and the room is told', async () => {
      const [first] = [await save('a'), await save('b'), await save('c')];
      expect(await kept()).toEqual(['b/2', 'c/3']);
      expect(await readArtifact(redis, first!.id)).toMatchObject({ error: { code: 'version_not_found' } });
      expect(await readVersion(redis, first!.id)).toBeNull();
      const dropped = { event: 'version.dropped', payload: { id: first!.id } };
      await vi.waitFor(() => expect(heard).toContainEqual(dropped));
      await save('d');
      expect(await kept()).toEqual(['c/3', 'd/4']);
    });

    it('stay when an alias names them, or a run that is listed starts from them or has made them', async () => {
      const [champion, parent] = [await save('a'), await save('b')];
      await redis.hset(roomKeys(ROOM).meta, 'champion', champion!.id);
      const spec = { ...SPEC, parentId: parent!.id };
      const run = await start('request-1', DEFAULT_LIMITS, ROOM, spec);
      await updateRun(redis, run.id, { state: 'running' }, DEFAULT_LIMITS);
      const made = await save('c');
      await updateRun(redis, run.id, { state: 'finished', versionId: made.id }, DEFAULT_LIMITS);
      for (const seed of ['d', 'e', 'f']) await save(seed);
      expect(await kept()).toEqual(['a/1', 'b/2', 'c/3', 'f/6']);
      await redis.zrem(roomKeys(ROOM).runs, run.id);
      await save('g');
      expect(await kept()).toEqual(['a/1', 'g/7']);
    });

    it('stay while one of the newest comes from them, and go when it is old itself', async () => {
      const from = (seed: string, parentId: string | null) =>
        saveVersion(redis, { ...version(ROOM, seed), parentId }, artifact(seed), limits);
      const first = await from('a', null);
      const second = await from('b', first.id);
      await from('c', second.id);
      const fourth = await from('d', first.id);
      expect(await kept()).toEqual(['a/1', 'b/2', 'd/4']);
      await from('e', fourth.id);
      expect(await kept()).toEqual(['a/1', 'd/4', 'e/5']);
      await from('f', fourth.id);
      expect(await kept()).toEqual(['d/4', 'f/6']);
    });

    it('leave their files to another room that has the same', async () => {
      const { id } = await save('a', 'otherroom1');
      for (const seed of ['a', 'b', 'c']) await save(seed);
      expect(await kept()).toEqual(['b/2', 'c/3']);
      expect(await readArtifact(redis, id)).toMatchObject({ ok: true });
    });
  });

  describe('fairness between rooms (R7)', () => {
    const queue = async () => (await listPools(redis, queues, DEFAULT_LIMITS))[0]!.queue;
    const from = async (roomId: string) => {
      const run = await start(undefined, undefined, roomId);
      await enqueueFairly(redis, queues, run);
      return run;
    };

    it('puts a room’s later runs behind the first ones of others', async () => {
      const [a1, a2, a3] = [await from('room-a'), await from('room-a'), await from('room-a')];
      const [b1, b2] = [await from('room-b'), await from('room-b')];
      expect(await queue()).toEqual([a1, b1, a2, b2, a3].map(({ id }) => id));
    });

    it('lets a short run pass the long ones of thirty rooms, wherever they are, behind the one that is at work', async () => {
      const next = async () => {
        const [id] = await queue();
        await queues.cpu.remove(id!);
        return id;
      };
      const at = async (roomId: string, address: string, epochs: number) => {
        const run = await start(undefined, undefined, roomId, { ...SPEC, epochs }, address);
        await enqueueFairly(redis, queues, run);
        return run.id;
      };
      const long = [];
      for (let i = 0; i < 30; i++) long.push(await at(`room-${i}`, i < 20 ? 'school' : `home-${i}`, 50));
      expect(await next()).toBe(long[0]);
      await updateRun(redis, long[0]!, { state: 'running', startedAt: 1, worker: WORKER }, DEFAULT_LIMITS);
      const [neighbour, elsewhere] = [await at('room-b', 'school', 2), await at('room-c', 'library', 1)];
      const second = await at('room-c', 'library', 1);
      expect([await next(), await next()]).toEqual([elsewhere, neighbour]);
      // The address that has one at work already waits with its long ones until each other has had a turn.
      for (const home of long.slice(20)) expect(await next()).toBe(home);
      expect(await next()).toBe(long[1]);
      const rest = await queue();
      expect(rest).toHaveLength(19);
      expect(rest.at(-1)).toBe(second);
    });

    it('forgets who asked for a run once it has ended, and never tells', async () => {
      const run = await start(undefined, undefined, 'room-a', SPEC, '198.51.100.7');
      expect(JSON.stringify([run, heard])).not.toContain('198.51.100.7');
      const { address } = runKeys(run.id);
      expect(await redis.get(address)).not.toContain('198.51.100.7');
      expect(await redis.ttl(address)).toBeGreaterThan(0);
      await requestCancel(redis, run.id, DEFAULT_LIMITS);
      expect(await redis.exists(address)).toBe(0);
    });

    it('moves a room’s runs up when one has ended, before rooms that come later', async () => {
      const [a1, a2] = [await from('room-a'), await from('room-a')];
      await requestCancel(redis, a1.id, DEFAULT_LIMITS);
      await queues.cpu.remove(a1.id);
      await reorderRuns(redis, queues, 'cpu');
      const b1 = await from('room-b');
      expect(await queue()).toEqual([a2.id, b1.id]);
    });

    it('moves a room’s runs up also when one is lost with its worker', async () => {
      const { looks } = lostRunWatch();
      const [a1, a2] = [await from('room-a'), await from('room-a')];
      await updateRun(redis, a1.id, { state: 'running', startedAt: 1, worker: WORKER }, DEFAULT_LIMITS);
      await queues.cpu.remove(a1.id);
      expect(await looks(DEFAULT_LIMITS.runLostMs)).toMatchObject([{ id: a1.id, state: 'failed' }]);
      const b1 = await from('room-b');
      expect(await queue()).toEqual([a2.id, b1.id]);
    });
  });

  it('shows the workers of a pool that take runs, for as long as they are heard of', async () => {
    const limits = { ...DEFAULT_LIMITS, workerExpiryMs: 200 };
    await heartbeat(redis, WORKER);
    await heartbeat(redis, { ...WORKER, id: 'cpu-reader', duties: ['recognition'] });
    const run = await start();
    await enqueueRun(queues, run);
    expect(await listPools(redis, queues, limits)).toEqual([
      { pool: 'cpu', workers: [WORKER], waiting: 1, queue: [run.id] },
      { pool: 'gpu', workers: [], waiting: 0, queue: [] },
    ]);
    await vi.waitFor(async () => expect((await listPools(redis, queues, limits))[0]!.workers).toEqual([]));
  });

  it('leaves Redis some time after its last use: the lists of a room’s runs and versions too', async () => {
    const brief = { ...DEFAULT_LIMITS, roomIdleTtlSeconds: 1 };
    const { id } = await start('request-1', brief);
    await saveVersion(redis, version(ROOM, id), artifact('one'), brief);
    expect(await redis.keys(`*${ROOM}*`)).not.toEqual([]);
    await vi.waitFor(async () => expect(await redis.keys(`*${ROOM}*`)).toEqual([]), 5000);
  });

  it('learns only from samples of the training part, in the order in which they were made', async () => {
    const strokes = [{ points: [1, 1, 0.5, 0], width: 23 }];
    const made: MadeSample[] = [
      { id: 'sample-2', label: 2, part: 'training', at: 2, strokes },
      { id: 'sample-1', label: 1, part: 'training', at: 1, strokes },
      { id: 'sample-3', label: 3, part: 'holdout', at: 3, strokes },
      { id: 'sample-4', label: 'not-a-digit', part: 'training', at: 4, strokes },
      { id: 'sample-5', label: 5, part: 'training', at: 5, strokes: [...strokes, ...strokes] },
    ];
    await storeSamples(redis, ROOM, made);
    const read = async () => (await readPartSamples(redis, ROOM, ['training'])).map(({ id }) => id);
    expect(await read()).toEqual(['sample-1', 'sample-2', 'sample-4', 'sample-5']);
    // One whose ink is gone by the time it is read has been withdrawn meanwhile.
    const [stroke] = (await redis.hkeys(roomKeys(ROOM).ink)).filter((id) => id.includes('sample-5'));
    await redis.hdel(roomKeys(ROOM).ink, stroke!);
    expect(await read()).toEqual(['sample-1', 'sample-2', 'sample-4']);
  });
});
