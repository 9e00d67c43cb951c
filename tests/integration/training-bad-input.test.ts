import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateDigitStrokes } from '@inkroom/engine';
import { DEFAULT_LIMITS, type Digit, type GateSide, hasEnded, judge, type Run, type SamplePart } from '@inkroom/shared';
import { readRoomHead, readRun, readRunDetails, readVersion } from '@inkroom/store';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { writeBarMnist } from '../support/bar-mnist.ts';
import { storeSamples } from '../support/stored-samples.ts';
import { type TestRoom, TestStore } from '../support/test-room.ts';
import { until } from '../support/until.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const WAIT_MS = 60_000;

describe('what a room teaches wrongly', () => {
  let server: PrivateRedis;
  let store: TestStore;
  let worker: WorkerProcess;
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'inkroom-bad-input-'));
    await writeBarMnist(join(dir, 'mnist'));
    server = await startPrivateRedis();
    store = new TestStore(server.url);
    worker = new WorkerProcess('worker-cpu', server.url, {
      MNIST_DIR: join(dir, 'mnist'),
      INKROOM_CACHE_DIR: join(dir, 'cache'),
      WORKER_QUEUES: 'training',
      WORKER_THREADS: '1',
    });
    await worker.ready();
  });
  afterAll(async () => {
    await worker?.kill();
    await store?.close();
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function teach(room: TestRoom, count: number, digit: Digit, label: Digit, part: SamplePart = 'training') {
    const made = Array.from({ length: count }, (_, i) => {
      return { id: `sample-${i}`, label, part, at: i, strokes: generateDigitStrokes(digit, i) };
    });
    await storeSamples(store.redis, room.id, made);
  }

  async function ended(run: Run): Promise<Run> {
    onTestFailed(() => console.error(worker.log.map((entry) => JSON.stringify(entry)).join('\n')));
    return until(
      'the run has ended',
      async () => {
        const now = await readRun(store.redis, run.id);
        return now && hasEnded(now) && now;
      },
      WAIT_MS,
    );
  }

  const logOf = async (run: Run) => (await readRunDetails(store.redis, run.id))!.log.map(({ text }) => text).join('\n');

  async function sideOf(versionId: string): Promise<GateSide> {
    const { metrics, dataset } = (await readVersion(store.redis, versionId))!;
    return { metrics, source: dataset.source, holdout: null };
  }

  it('R6 trains on corrections of one digit, warns, and the gate keeps the result out', async () => {
    const room = await store.room();
    const good = await ended(await room.start({ epochs: 2 }));
    await teach(room, 40, 3, 3);
    const before = await readRoomHead(store.redis, room.id);
    const run = await ended(
      await room.start({ dataset: 'corrections', startFrom: 'champion', parentId: good.versionId, epochs: 50 }),
    );
    expect(run).toMatchObject({ state: 'finished', error: null });
    expect(await logOf(run)).toMatch(/All 40 corrections are of the digit 3/);
    const champion = await sideOf(good.versionId!);
    expect(judge(await sideOf(run.versionId!), { champion, best: champion }, DEFAULT_LIMITS).passed).toBe(false);
    expect((await readRoomHead(store.redis, room.id))?.champion).toBe(before?.champion);
  });

  it('fails a run on corrections whose authors are all held out, and says why', async () => {
    const room = await store.room();
    await teach(room, 5, 1, 1, 'holdout');
    const run = await ended(await room.start({ dataset: 'corrections' }));
    expect(run).toMatchObject({ state: 'failed', versionId: null, error: { code: 'no_corrections' } });
  });

  it('measures the people who are held out, and trains without any corrections', async () => {
    const room = await store.room();
    await teach(room, 5, 1, 1, 'holdout');
    const run = await ended(await room.start({ dataset: 'both', epochs: 1 }));
    expect(await logOf(run)).toMatch(/no corrections yet/);
    expect((await readVersion(store.redis, run.versionId!))?.metrics.holdout).toMatchObject({ size: 5 });
    const { evaluation } = (await readRunDetails(store.redis, run.id))!;
    expect(evaluation?.holdout?.confusion[1]?.reduce((sum, count) => sum + count)).toBe(5);
  });
});
