import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generateDigitStrokes, OnnxRecogniser } from '@inkroom/engine';
import {
  DEFAULT_LIMITS,
  type Digit,
  type LayerSpec,
  likeliestDigit,
  modelVersionSchema,
  type Run,
  renderStrokes,
  runDetailsSchema,
} from '@inkroom/shared';
import {
  listPools,
  onlineWorkers,
  readArtifact,
  readPartSamples,
  readRun,
  readRunDetails,
  readVersion,
  requestCancel,
  runKeys,
  saveVersion,
  updateRun,
} from '@inkroom/store';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MadeSample, storeSamples } from '../support/stored-samples.ts';
import type { TestStore } from '../support/test-room.ts';
import { ENDLESS, HASTY, useTraining, WAIT_MS } from '../support/training.ts';
import { until } from '../support/until.ts';
import { isAlive, type WorkerProcess } from '../support/worker-process.ts';

/** Nothing but a cancel ends what a process with these does: it is killed for no delay, and waits for a mirror for ever. */
const UNHURRIED = { INKROOM_CANCEL_GRACE_MS: '600000', INKROOM_DOWNLOAD_TIMEOUT_MS: '600000' } as const;

describe('training workers', () => {
  const training = useTraining();
  const { worker, becomes, trains, isGone, logOf } = training;
  let store: TestStore;
  let dir: string;
  beforeAll(() => {
    ({ store, dir } = training);
  });

  /** How many runs of its own room a waiting run waits for. */
  const placeOf = async (run: Run) => Math.floor(((await store.runs.cpu.getJob(run.id))?.priority ?? 0) / 2 ** 18);

  it('trains a run of the queue to a version, and the room watches', async () => {
    const id = await worker().ready();
    const room = await store.room();
    const run = await room.start({ epochs: 3 });
    const finished = await becomes(run, 'finished');
    expect(finished).toMatchObject({
      error: null,
      worker: { id, pool: 'cpu', engine: 'onnx', override: false },
      progress: { phase: 'done', fraction: 1, step: 180, totalSteps: 180, etaMs: null },
      dataset: { kind: 'mnist', source: 'mnist', trainSize: 60_000, testSize: 10_000 },
    });
    expect(finished.testAccuracy).toBeGreaterThan(0.9);
    expect(finished.checkpointEpoch).toBe(3);

    const details = (await readRunDetails(store.redis, run.id))!;
    expect(runDetailsSchema.safeParse(details).error).toBeUndefined();
    expect(details.evaluation).toMatchObject({
      test: { size: 10_000, accuracy: finished.testAccuracy },
      holdout: null,
    });
    expect(details.epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 60],
      [2, 120],
      [3, 180],
    ]);
    expect(details.points.at(-1)?.step).toBe(180);
    expect(details.log.map(({ note }) => note.code)).toEqual([
      'taken',
      'data',
      'step_ready',
      'epoch',
      'epoch',
      'epoch',
      'finished',
    ]);
    const told = room.told('run.series');
    expect(told.flatMap(({ points }) => points)).toEqual(details.points);
    expect(told.flatMap(({ log }) => log)).toEqual(details.log);

    const version = (await readVersion(store.redis, finished.versionId!))!;
    expect(modelVersionSchema.safeParse(version).error).toBeUndefined();
    expect(version).toMatchObject({
      roomId: room.id,
      number: 1,
      architecture: 'mlp',
      parameters: 101_770,
      runId: run.id,
    });
    expect(room.told('version.added')).toEqual([version]);
    const artifact = await readArtifact(store.redis, version.id);
    expect(artifact.ok && artifact.value.digest.slice(0, 16)).toBe(version.id);
    expect(version.metrics).toMatchObject({ ece: expect.any(Number), holdout: null });
  });

  it('tells what a run costs while it runs, in the end and on its model card', async () => {
    const prices = { INKROOM_PRICE_CPU_PER_HOUR: '3600', INKROOM_CURRENCY: 'EUR' };
    await worker(prices).ready();
    const room = await store.room();
    const run = await becomes(await room.start({ epochs: 3 }), 'finished');
    const cost = run.cost!;
    expect(cost).toMatchObject({ gpuSeconds: 0, currency: 'EUR' });
    expect(cost.money).toBeCloseTo(cost.wallSeconds, 6);
    expect(cost.cpuSeconds).toBeGreaterThan(0.5);
    expect(cost.cpuSeconds).toBeLessThan(cost.wallSeconds * 4);
    expect(cost.peakMemoryBytes).toBeGreaterThan(60_000 * 784);
    expect(cost.energyWh).toBeGreaterThan(0);
    const told = room.told('run.changed').flatMap((now) => (now.state === 'running' && now.cost ? [now.cost] : []));
    expect(told.length).toBeGreaterThan(0);
    const artifact = await readArtifact(store.redis, run.versionId!);
    expect(artifact.ok && artifact.value.card).toMatchObject({ cost: { currency: 'EUR' } });
  });

  it('goes on from the live model, with its architecture', async () => {
    await worker().ready();
    const room = await store.room();
    const first = await becomes(await room.start({ architecture: 'mlp' }), 'finished');
    const next = await room.start({ architecture: 'cnn', startFrom: 'champion', parentId: first.versionId, epochs: 1 });
    const finished = await becomes(next, 'finished');
    const version = await readVersion(store.redis, finished.versionId!);
    expect(version).toMatchObject({ architecture: 'mlp', parentId: first.versionId, number: 2 });
    const { points } = (await readRunDetails(store.redis, next.id))!;
    expect(points[0]!.accuracy).toBeGreaterThan(0.9);
  });

  it('learns what is no digit where the model has an output for it, and says where it leaves it out', async () => {
    await worker().ready();
    const room = await store.room();
    const strokes = [{ points: [20, 20, 0.5, 0, 260, 260, 0.5, 50, 20, 260, 0.5, 100, 260, 20, 0.5, 150], width: 23 }];
    const none = { id: 'none-0000', label: 'not-a-digit', part: 'training', at: 1, strokes } as const;
    await storeSamples(store.redis, room.id, [none]);
    const layers: LayerSpec[] = [{ kind: 'pool', size: 4 }];
    const eleven = await becomes(
      await room.start({ architecture: 'custom', layers, outputs: 11, epochs: 1 }),
      'finished',
    );
    const improved = await becomes(
      await room.start({ startFrom: 'champion', parentId: eleven.versionId, dataset: 'corrections', epochs: 1 }),
      'finished',
    );
    expect(await readVersion(store.redis, improved.versionId!)).toMatchObject({
      outputs: 11,
      dataset: { corrections: 1 },
      metrics: { refused: expect.any(Number) },
    });
    const ten = await becomes(await room.start({ dataset: 'both', epochs: 1 }), 'finished');
    expect(await readVersion(store.redis, ten.versionId!)).not.toHaveProperty('outputs');
    const { log } = (await readRunDetails(store.redis, ten.id))!;
    expect(log.map(({ note }) => note)).toContainEqual({ code: 'not_digits_left_out', count: 1 });
  });

  it('tells of the room’s own digits what can be worked out again from its records', async () => {
    await worker().ready();
    const room = await store.room();
    const drawn = Array.from({ length: 12 }, (_, i): MadeSample => {
      const label = (i % 10) as Digit;
      return { id: `sample-${i}`, label, part: 'training', at: i + 1, strokes: generateDigitStrokes(label, i) };
    });
    await storeSamples(store.redis, room.id, drawn);
    const run = await becomes(await room.start({ dataset: 'both', replay: 1000, epochs: 2 }), 'finished');
    const details = (await readRunDetails(store.redis, run.id))!;
    const { shelf, watched, evaluation } = details;
    expect(shelf!.map(({ label }) => label)).toEqual(drawn.map(({ label }) => label));
    expect(watched[0]).toMatchObject({ step: 0, epoch: 0 });
    expect(watched.at(-1)).toMatchObject({ epoch: 2 });
    // What stands in the list of runs, on the run's page and at the end of its curve is what both models read of the shelf's pictures.
    const rightOf = async (versionId: string) => {
      const artifact = await readArtifact(store.redis, versionId);
      if (!artifact.ok) throw new Error(artifact.error.code);
      const recogniser = await OnnxRecogniser.load(artifact.value.onnx, { threads: 1 });
      const kept = await readPartSamples(store.redis, room.id, ['training']);
      const images = kept.map(({ strokes }) => renderStrokes(strokes, run.spec.framing));
      const read = await Promise.all(
        images.map(async (image) => likeliestDigit(await recogniser.predict(Float32Array.from(image), 1))),
      );
      await recogniser.dispose();
      return { read, right: read.filter((digit, i) => digit === drawn[i]!.label).length };
    };
    const [now, before] = [await rightOf(run.versionId!), await rightOf(evaluation!.corrections!.liveId)];
    expect(run.corrections).toEqual({ size: 12, right: now.right, before: before.right });
    expect(evaluation!.corrections).toMatchObject({ size: 12, right: now.right, before: before.right });
    expect(watched.at(-1)!.read).toBe(now.read.join(''));
    const { mended, spoilt } = evaluation!.corrections!;
    expect(mended - spoilt).toBe(now.right - before.right);
  });

  it('learns from corrections also where its clock is behind', async () => {
    await worker().ready();
    const room = await store.room();
    const strokes = [{ points: [140, 40, 0.5, 0, 140, 240, 0.5, 50], width: 23 }];
    const newest = { id: 'newest-0', label: 1, part: 'training', at: Date.now() + 3_600_000, strokes } as const;
    await storeSamples(store.redis, room.id, [newest]);
    const run = await room.start({ dataset: 'both', replay: 1000 });
    expect((await becomes(run, 'finished')).dataset?.corrections).toBeGreaterThan(0);
  });

  it('frames the room’s drawings as its request settled, and records it with what it made', async () => {
    await worker().ready();
    const room = await store.room();
    const { versionId } = await becomes(await room.start({ framing: 'centred' }), 'finished');
    expect(await readVersion(store.redis, versionId!)).toMatchObject({ framing: 'centred' });
    const artifact = await readArtifact(store.redis, versionId!);
    expect(artifact.ok && artifact.value.card).toMatchObject({ framing: 'centred' });
  });

  it('says so when generated digits take the place of MNIST', async () => {
    await worker({ MNIST_DIR: '' }).ready();
    const room = await store.room();
    const run = await room.start({ epochs: 1, batchSize: 1000 });
    expect(await becomes(run, 'finished')).toMatchObject({ dataset: { source: 'generated' } });
    expect(await logOf(run)).toMatch(/MNIST could not be had/);
  });

  it('cancels within a batch, by itself, and its process is gone', async () => {
    const process = worker(UNHURRIED);
    await process.ready();
    const room = await store.room();
    const run = await room.start(ENDLESS);
    await trains(run);
    const { pid } = await process.logged('training process started');
    await requestCancel(store.redis, run.id, DEFAULT_LIMITS);
    // In the middle of an epoch of a thousand batches: it waited for no end of one.
    expect(await becomes(run, 'cancelled')).toMatchObject({ error: null, versionId: null, progress: { epoch: 1 } });
    await isGone(pid);
  });

  it('cancels while it waits for the data', async () => {
    const mirror = createServer(() => {}).listen(0, '127.0.0.1');
    await once(mirror, 'listening');
    try {
      const address = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/`;
      const process = worker({ MNIST_DIR: '', INKROOM_MNIST_MIRRORS: address, ...UNHURRIED });
      await process.ready();
      const room = await store.room();
      const run = await room.start();
      const { pid } = await process.logged('training process started');
      await once(mirror, 'connection');
      await requestCancel(store.redis, run.id, DEFAULT_LIMITS);
      expect(await becomes(run, 'cancelled')).toMatchObject({ error: null, progress: { phase: 'loading' } });
      await isGone(pid);
    } finally {
      mirror.closeAllConnections();
      mirror.close();
    }
  });

  it('cancels a run of the queue before any worker takes it', async () => {
    const room = await store.room();
    const run = await room.start();
    expect(await requestCancel(store.redis, run.id, DEFAULT_LIMITS)).toMatchObject({
      state: 'cancelled',
      startedAt: null,
    });
    const next = await room.start({ seed: 2 });
    await worker().ready();
    await becomes(next, 'finished');
    expect(await readRun(store.redis, run.id)).toMatchObject({ state: 'cancelled', startedAt: null, cost: null });
  });

  it('runs two at once on two workers', async () => {
    const ids = await Promise.all([worker().ready(), worker().ready()]);
    const rooms = [await store.room(), await store.room()];
    const runs = await Promise.all(rooms.map((room) => room.start(ENDLESS)));
    const running = await Promise.all(runs.map((run) => trains(run)));
    expect(running.map((run) => run.worker!.id).sort()).toEqual(ids.sort());
    expect(running.map(({ state }) => state)).toEqual(['running', 'running']);
  });

  it('takes a room’s first run before another room’s second (R7)', async () => {
    const [a, b] = [await store.room(), await store.room()];
    const runs = [
      await a.start({ seed: 1 }),
      await a.start({ seed: 2 }),
      await a.start({ seed: 3 }),
      await b.start({ seed: 4 }),
    ];
    const [first, second, third, other] = runs.map(({ id }) => id);
    expect((await listPools(store.redis, store.runs, DEFAULT_LIMITS))[0]).toMatchObject({
      waiting: 4,
      queue: [first, other, second, third],
    });
    await worker().ready();
    const ended = await Promise.all(runs.map((run) => becomes(run, 'finished')));
    const order = ended.sort((one, two) => one.startedAt! - two.startedAt!).map(({ id }) => id);
    expect(order).toEqual([first, other, second, third]);
  });

  /** The process id of a worker's training process, the first or a later one. */
  const childOf = (process: WorkerProcess, nth = 1) =>
    until(
      `training process ${nth} is started`,
      () => process.log.filter(({ msg }) => msg === 'training process started')[nth - 1]?.pid as number | undefined,
      WAIT_MS,
    );

  it('goes on from its checkpoint when its training process is killed (R5)', async () => {
    const process = worker({ INKROOM_CHECKPOINT_INTERVAL_MS: '1' });
    await process.ready();
    const run = await (await store.room()).start({ epochs: 8, seed: 3 });
    const { startedAt } = await training.once(
      run,
      'two epochs are kept',
      ({ checkpointEpoch }) => checkpointEpoch >= 2,
    );
    globalThis.process.kill(await childOf(process), 'SIGKILL');
    expect(await becomes(run, 'finished')).toMatchObject({ startedAt, error: null });
    expect(await logOf(run)).toMatch(/process was killed or crashed \(SIGKILL\).*The run goes on after epoch \d+/s);
    const { epochs } = (await readRunDetails(store.redis, run.id))!;
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 8 }, (_, i) => i + 1));
  });

  it('R5 fails a run whose training process is lost time and again, and takes the next one', async () => {
    const process = worker({ INKROOM_RUN_RESTARTS_MAX: '1' });
    await process.ready();
    const room = await store.room();
    const run = await room.start(ENDLESS);
    for (const nth of [1, 2]) globalThis.process.kill(await childOf(process, nth), 'SIGKILL');
    expect(await becomes(run, 'failed')).toMatchObject({
      error: { code: 'run_process_lost', details: { signal: 'SIGKILL' } },
    });
    await becomes(await room.start({ epochs: 1 }), 'finished');
  });

  it('R5 fails a run whose process hangs', async () => {
    // Longer than it is silent while it is being started on a busy machine.
    const process = worker({ INKROOM_TRAINING_SILENCE_MS: '16000' });
    await process.ready();
    const run = await (await store.room()).start(ENDLESS);
    await trains(run);
    const { pid } = await process.logged('training process started');
    globalThis.process.kill(pid as number, 'SIGSTOP');
    expect(await becomes(run, 'failed')).toMatchObject({ error: { code: 'run_stuck' } });
    await isGone(pid);
  });

  it('fails a run whose loss is no longer a number', async () => {
    await worker().ready();
    const room = await store.room();
    const first = await becomes(await room.start({ epochs: 1 }), 'finished');
    const artifact = await readArtifact(store.redis, first.versionId!);
    const version = await readVersion(store.redis, first.versionId!);
    if (!artifact.ok || !version) throw new Error('no version');
    const weights = Buffer.alloc(artifact.value.weights.length);
    for (let at = 0; at < weights.length; at += 4) weights.writeFloatLE(Number.NaN, at);
    const poisoned = { ...artifact.value, weights, digest: 'f'.repeat(64) };
    const { id } = await saveVersion(store.redis, { ...version, roomId: room.id }, poisoned, DEFAULT_LIMITS);
    const run = await room.start({ startFrom: 'champion', parentId: id });
    expect(await becomes(run, 'failed')).toMatchObject({ error: { code: 'run_diverged' } });
  });

  describe('whose log the store refuses while it takes all else', () => {
    const RETRY = { INKROOM_REFUSED_RETRY_MS: '50' };
    const refuseLog = () => store.redis.acl('SETUSER', 'default', '-rpush');
    const takeLog = () => store.redis.acl('SETUSER', 'default', '+rpush');
    afterEach(takeLog);

    it('ends with its last words, and not before them', async () => {
      const process = worker(RETRY);
      await process.ready();
      const run = await (await store.room()).start({ epochs: 1 });
      await training.once(run, 'it is taken', ({ state }) => state === 'running');
      await refuseLog();
      await process.logged('the store refuses what the run has made; it is tried again', WAIT_MS);
      expect(await readRun(store.redis, run.id)).toMatchObject({ state: 'running' });
      await takeLog();
      await becomes(run, 'finished');
      const { log, epochs } = (await readRunDetails(store.redis, run.id))!;
      expect(log.filter(({ note }) => note.code === 'epoch')).toHaveLength(1);
      expect(epochs.map(({ epoch }) => epoch)).toEqual([1]);
      expect(log.at(-1)?.note.code).toBe('finished');
    });

    it('fails with its last words when it has to be given up', async () => {
      const room = await store.room();
      const run = await room.start();
      // It seems to go on from a checkpoint, which no worker can read.
      await updateRun(store.redis, run.id, { startedAt: Date.now() }, DEFAULT_LIMITS);
      await store.redis.set(runKeys(run.id).checkpoint, 'no hash');
      await refuseLog();
      const process = worker(RETRY);
      await process.logged('a run could not be marked as failed', WAIT_MS);
      await takeLog();
      expect(await becomes(run, 'failed')).toMatchObject({ error: { code: 'internal' } });
      await until('it has said so', async () => (await readRunDetails(store.redis, run.id))!.log.length > 0);
      const { log } = (await readRunDetails(store.redis, run.id))!;
      expect(log.map(({ note }) => note.code)).toEqual(['failed']);
    });
  });

  it('refuses damaged training data with its code', async () => {
    const damaged = join(dir, 'damaged');
    await mkdir(damaged);
    await writeFile(join(damaged, 'train-images-idx3-ubyte'), Buffer.alloc(100));
    await worker({ MNIST_DIR: damaged }).ready();
    const run = await (await store.room()).start();
    expect(await becomes(run, 'failed')).toMatchObject({ error: { code: 'dataset_corrupt' } });
  });

  it('drops a job whose run has ended or is gone', async () => {
    const room = await store.room();
    const run = await room.start();
    await requestCancel(store.redis, run.id, DEFAULT_LIMITS);
    await store.runs.cpu.add('train', { runId: 'gonegonegone' }, { jobId: 'gonegonegone' });
    const process = worker();
    await process.ready();
    const dropped = () => process.log.filter(({ msg }) => msg === 'dropped a run that has nothing left to do');
    await until('both are dropped', () => dropped().length === 2);
    expect(
      dropped()
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['cancelled', 'missing']);
    expect((await readRun(store.redis, run.id))?.startedAt).toBeNull();
  });

  it('moves a room’s next run up when it drops one', async () => {
    const [a, b] = [await store.room(), await store.room()];
    const [ended, next] = [await a.start({ seed: 1 }), await a.start({ seed: 2 })];
    // As by a gateway that dies before it takes the run out of the queue.
    await requestCancel(store.redis, ended.id, DEFAULT_LIMITS);
    const busy = await b.start(ENDLESS);
    await worker().ready();
    await trains(busy);
    expect(await placeOf(next)).toBe(0);
  });

  it('goes on from its checkpoint on another worker as if nothing had happened (R5)', async () => {
    // Far more epochs than end before the worker is killed, also where this test gets little of the processor.
    const whole = { epochs: 10, seed: 3 };
    const doomed = worker({ ...HASTY, INKROOM_CHECKPOINT_INTERVAL_MS: '1' });
    await doomed.ready();
    const room = await store.room();
    const run = await room.start(whole);
    const reached = await until(
      'two epochs are kept',
      async () => {
        const now = await readRun(store.redis, run.id);
        return now && now.checkpointEpoch >= 2 && now;
      },
      WAIT_MS,
    );
    const successor = worker(HASTY);
    await doomed.kill();
    const id = await successor.ready();
    const again = await trains(run, id);
    expect(again.startedAt).toBe(reached.startedAt);
    expect(again.checkpointEpoch).toBeGreaterThanOrEqual(2);
    const finished = await becomes(run, 'finished');
    expect(await logOf(run)).toMatch(/The run goes on after epoch \d+/);

    const { points, epochs } = (await readRunDetails(store.redis, run.id))!;
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: whole.epochs }, (_, i) => i + 1));
    expect(points.map(({ step }) => step)).toEqual([...points.map(({ step }) => step)].sort((a, b) => a - b));
    expect(points[0]!.epoch).toBeLessThan(1);
    for (let epoch = 1; epoch <= whole.epochs; epoch++)
      expect(points.some((point) => point.epoch === epoch)).toBe(true);
    expect(finished.cost!.wallSeconds).toBeGreaterThan(again.cost!.wallSeconds);
    // It goes right after the record says that the run is finished.
    await until('the checkpoint is gone', async () => (await store.redis.exists(runKeys(run.id).checkpoint)) === 0);

    // What it made is, bit by bit, what a run without an accident makes.
    const untouched = await becomes(await room.start(whole), 'finished');
    expect(untouched.versionId).toBe(finished.versionId);
    expect((await readRunDetails(store.redis, untouched.id))!.epochs).toEqual(epochs);
  });

  it('begins a killed worker’s run again on another one when no epoch was over, and leaves no process behind (R5)', async () => {
    const doomed = worker(HASTY);
    await doomed.ready();
    const room = await store.room();
    const run = await room.start(ENDLESS);
    const before = await trains(run);
    const { pid } = await doomed.logged('training process started');
    const successor = worker(HASTY);
    const id = await successor.ready();
    await doomed.kill();
    await isGone(pid);
    const again = await trains(run, id);
    expect(again.startedAt).toBeGreaterThan(before.startedAt!);
    expect(await logOf(run)).toMatch(/begins again from the start/);
    const { points } = (await readRunDetails(store.redis, run.id))!;
    expect(points.map(({ step }) => step)).toEqual([...points.map(({ step }) => step)].sort((a, b) => a - b));
  });

  it('goes on with a run that its own worker has forgotten, though that one is there and idle (R5)', async () => {
    const process = worker(HASTY);
    const id = await process.ready();
    const room = await store.room();
    const run = await room.record({ epochs: 2 });
    const [info] = (await onlineWorkers(store.redis, DEFAULT_LIMITS)).filter((online) => online.id === id);
    await updateRun(store.redis, run.id, { state: 'running', startedAt: Date.now(), worker: info! }, DEFAULT_LIMITS);
    expect(await becomes(run, 'finished')).toMatchObject({ worker: { id } });
    expect(await logOf(run)).toMatch(/let go of this run. The run waits.*begins again from the start/s);
  });

  it('R5 gives up a run that takes its worker down each time, and moves the room’s next one up', async () => {
    const limits = { ...HASTY, INKROOM_RUN_RESTARTS_MAX: '1' };
    const room = await store.room();
    const run = await room.start(ENDLESS);
    for (let life = 0; life < 2; life++) {
      const doomed = worker(limits);
      await trains(run, await doomed.ready());
      await doomed.kill();
    }
    // Others' runs keep the next worker busy until the queue has noticed, and afterwards.
    const [before, after] = [await store.room(), await store.room()];
    const busy = await before.start(ENDLESS);
    await after.start(ENDLESS);
    const next = await room.start({ seed: 2 });
    expect(await placeOf(next)).toBe(1);
    await worker(limits).ready();
    const isWaiting = async () => (await (await store.runs.cpu.getJob(run.id))?.getState()) === 'waiting';
    const isOver = async () => (await readRun(store.redis, run.id))?.state === 'failed';
    await until('it waits again', async () => (await isWaiting()) || (await isOver()), WAIT_MS);
    await requestCancel(store.redis, busy.id, DEFAULT_LIMITS);
    expect(await becomes(run, 'failed')).toMatchObject({ error: { code: 'run_worker_lost' } });
    await until('the next one has moved up', async () => (await placeOf(next)) === 0, WAIT_MS);
  });

  it('fails a run visibly when the last worker of its pool is killed (R5)', async () => {
    const doomed = worker();
    await doomed.ready();
    const room = await store.room();
    const run = await room.start(ENDLESS);
    await trains(run);
    await worker({ ...HASTY, INKROOM_GPU_POOL_ENGINE: 'onnx-cpu' }, 'worker-gpu').ready();
    await doomed.kill();
    expect(await becomes(run, 'failed')).toMatchObject({ error: { code: 'run_worker_lost' } });
  });

  it('R5 gives its run back to the queue when it is told to end', async () => {
    const leaving = worker();
    await leaving.ready();
    const room = await store.room();
    const run = await room.start(ENDLESS);
    await trains(run);
    const { pid } = await leaving.logged('training process started');
    expect(await leaving.stop()).toBe(0);
    expect(await readRun(store.redis, run.id)).toMatchObject({ state: 'pending', worker: null });
    expect(isAlive(pid as number)).toBe(false);
    expect((await listPools(store.redis, store.runs, DEFAULT_LIMITS))[0]).toMatchObject({
      pool: 'cpu',
      workers: [],
      waiting: 1,
    });
    const id = await worker().ready();
    await trains(run, id);
  });

  it('R5 trains on through an outage of Redis that is longer than the queue’s lock', async () => {
    const limits = {
      INKROOM_TRAINING_LOCK_MS: '1500',
      INKROOM_TRAINING_STALLED_CHECK_MS: '500',
      INKROOM_WORKER_EXPIRY_MS: '1500',
    };
    const [first, second] = [worker(limits), worker(limits)];
    await Promise.all([first.ready(), second.ready()]);
    const room = await store.room();
    const run = await room.start(ENDLESS);
    const before = await trains(run);
    // Nobody can ask a stopped Redis when enough time has passed: the clock is the condition.
    process.kill(training.server.pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 4000));
    process.kill(training.server.pid, 'SIGCONT');
    await Promise.race([first, second].map((one) => one.logged('the lock of the run was lost; it goes on', WAIT_MS)));
    const after = await until(
      'it has trained on',
      async () => {
        const now = await readRun(store.redis, run.id);
        return now && now.progress.step > before.progress.step + 20 && now;
      },
      WAIT_MS,
    );
    expect(after).toMatchObject({ state: 'running', startedAt: before.startedAt, worker: { id: before.worker?.id } });
    await requestCancel(store.redis, run.id, DEFAULT_LIMITS);
    await becomes(run, 'cancelled');
    await until(
      'the queue has nothing left of it',
      async () => (await store.runs.cpu.getJobCountByTypes('waiting', 'active', 'delayed')) === 0,
      WAIT_MS,
    );
    expect(await readRun(store.redis, run.id)).toMatchObject({ state: 'cancelled', startedAt: before.startedAt });
  });

  describe('the GPU pool', () => {
    it('says what is missing and gives up where no GPU engine works', async () => {
      const gpu = worker({}, 'worker-gpu');
      expect(await gpu.exited).toBe(78);
      expect(gpu.stderr).toHaveLength(1);
      expect(gpu.stderr[0]).toMatch(/npm run setup:gpu/);
    });

    const chromium = '/usr/lib/chromium';
    const driver = `${chromium}/vk_swiftshader_icd.json`;
    it.skipIf(!existsSync(driver))('trains through WebGPU, here on a software driver that was asked for', async () => {
      const env = {
        INKROOM_GPU_POOL_ENGINE: 'onnx-webgpu-software',
        LD_LIBRARY_PATH: chromium,
        VK_DRIVER_FILES: driver,
      };
      const id = await worker(env, 'worker-gpu').ready();
      const room = await store.room();
      const run = await room.start({ pool: 'gpu', batchSize: 10 });
      const trained = await until('it has trained', async () => {
        const now = await readRun(store.redis, run.id);
        return now && now.progress.step > 2 && now.progress.samplesPerSecond > 0 ? now : null;
      });
      const device = expect.stringContaining('(software)');
      expect(trained.worker).toMatchObject({ id, pool: 'gpu', engine: 'onnx-webgpu-software', device, override: true });
      await requestCancel(store.redis, run.id, DEFAULT_LIMITS);
      await becomes(run, 'cancelled');
    });

    it('runs the CPU engine by explicit override, and shows it as exactly that', async () => {
      const id = await worker({ INKROOM_GPU_POOL_ENGINE: 'onnx-cpu' }, 'worker-gpu').ready();
      const shown = { id, pool: 'gpu', engine: 'onnx', threads: expect.any(Number), override: true };
      const [cpu, gpu] = await listPools(store.redis, store.runs, DEFAULT_LIMITS);
      expect(cpu!.workers).toEqual([]);
      expect(gpu!.workers).toMatchObject([shown]);
      const room = await store.room();
      const run = await room.start({ pool: 'gpu', epochs: 1 });
      expect(await becomes(run, 'finished')).toMatchObject({ worker: shown });
    });
  });
});
