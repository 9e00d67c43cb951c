import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_VERSION_ID, type Digit, type Operation, type Prediction, pageOf } from '@inkroom/shared';
import { VERSIONS_IN_USE } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import type { TestGateway } from '../support/gateway.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';
import { addVersion } from '../support/versions.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const HELD_MODELS = fileURLToPath(new URL('../support/held-models.mjs', import.meta.url));
/** A worker tries again to load what it could not, and a gateway to have cells read, without trying a test's patience. */
const MODEL_RETRY_MS = 300;

const room = useRoom();
const workers: WorkerProcess[] = [];
let gateway: TestGateway;
let folder: string;
let host: BarePerson;
/** A version that reads sevens and was live until a moment ago: going back to it needs no gate, and so nobody to load it. */
let seven: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkroom-models-'));
  gateway = await room.another({ modelRetryMs: MODEL_RETRY_MS });
  host = await room.join({ key: room.hostKey }, gateway.url);
  await started();
  const metrics = { testAccuracy: 1, perClass: Array(10).fill(1) };
  seven = (await addVersion(room.redis, room.roomId, { reads: 7, metrics })).id;
  await promote(seven);
  await promote(DEFAULT_VERSION_ID);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await room.redis.del(VERSIONS_IN_USE);
  await rm(folder, { recursive: true });
});

async function started(env: Record<string, string> = {}): Promise<WorkerProcess> {
  const worker = new WorkerProcess('worker-cpu', room.redisUrl, { WORKER_QUEUES: 'recognition', ...env });
  workers.push(worker);
  await worker.ready();
  return worker;
}

/** A worker whose models the test holds. */
function held(): Promise<WorkerProcess> {
  return started({
    NODE_OPTIONS: `--import=${HELD_MODELS}`,
    INKROOM_TEST_MODELS: folder,
    INKROOM_MODEL_RETRY_MS: `${MODEL_RETRY_MS}`,
  });
}

async function endWorkers(): Promise<void> {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
}

async function promote(versionId: string): Promise<void> {
  expect(await host.submit({ kind: 'model.promote', versionId })).toMatchObject({ ok: true });
}

/** Writes a "1". */
async function draw(cell: number): Promise<void> {
  const points = [140, 40, 0.5, 0, 140, 140, 0.5, 50, 140, 240, 0.5, 100];
  const op: Operation = { kind: 'stroke.add', page: 1, stroke: { id: nanoid(), cell, width: 23, points } };
  expect(await host.submit(op)).toMatchObject({ ok: true });
}

const told = (person = host) => person.payloads('predictions').flat();
/** What the server told last of a cell is what it shows. */
const shown = (cell: number, person = host): Prediction | undefined =>
  told(person).findLast((prediction) => prediction.cell === cell);
const readBy = (cell: number, modelVersion: string, what = `${modelVersion} reads cell ${cell}`) =>
  until(what, () => {
    const prediction = shown(cell);
    return prediction?.modelVersion === modelVersion && !prediction.insteadOf && prediction;
  });

describe('a promoted version', () => {
  it('that is still being loaded keeps nobody waiting: the one before reads on, and then the new one reads it all', async () => {
    await draw(0);
    await readBy(0, DEFAULT_VERSION_ID);
    await endWorkers();
    await room.redis.del(VERSIONS_IN_USE);
    await held();
    await promote(seven);
    await draw(1);
    for (const cell of [0, 1]) {
      const stoodIn = await until('another model reads', () => {
        const prediction = shown(cell);
        return prediction?.generation === host.state!.generation && prediction;
      });
      expect(stoodIn).toMatchObject({
        modelVersion: DEFAULT_VERSION_ID,
        digit: 1,
        insteadOf: { modelVersion: seven, error: null },
      });
    }
    await writeFile(join(folder, 'open'), '');
    for (const cell of [0, 1]) expect(await readBy(cell, seven)).toMatchObject({ digit: 7 });
  });

  it('counts in the room’s score on all pages: the open one is read first, the others behind it', async () => {
    await draw(0);
    await draw(1);
    for (const [cell, label] of [1, 7].entries())
      expect(await host.submit({ kind: 'cell.label', page: 1, cell, label: label as Digit })).toMatchObject({
        ok: true,
      });
    const scoreIs = (right: number) =>
      until(`${right} are right`, () => {
        const score = host.payloads('room.score').at(-1);
        return score?.read === 2 && score.right === right && score;
      });
    expect(await scoreIs(1)).toMatchObject({ written: 2, inked: 2 });
    const score = { written: 2, read: 2, right: 1, inked: 2 };
    expect(await host.submit({ kind: 'page.begin', columns: 8 })).toMatchObject({ ok: true });
    await promote(seven);
    await until('both are read by the new one', () => told().filter(({ digit }) => digit === 7).length >= 2);
    await scoreIs(1);
    const [late, before] = [await room.join({}, gateway.url), host.payloads('room.score').length];
    expect(await late.hears('room.score')).toEqual(score);
    expect(host.payloads('room.score').length).toBe(before);
  });

  it('is loaded by a worker that starts before its first cell', async () => {
    await promote(seven);
    await draw(0);
    await readBy(0, seven);
    await until('it is known to be in use', () => room.redis.zscore(VERSIONS_IN_USE, seven));
    await endWorkers();
    await draw(1);
    await started();
    await readBy(1, seven);
    expect(told().filter(({ cell, insteadOf }) => cell === 1 && insteadOf)).toEqual([]);
  });

  it('that one of two workers cannot load is read with by the other in the end, and the room sees why', async () => {
    await writeFile(join(folder, 'broken'), '');
    await room.redis.del(VERSIONS_IN_USE);
    const broken = await held();
    await promote(seven);
    let drawn = 0;
    await until('the one that cannot has read a cell and said so', async () => {
      if (drawn < 40) await draw(drawn++);
      return told().find(({ insteadOf }) => insteadOf?.error);
    });
    const stoodIn = told().find(({ insteadOf }) => insteadOf?.error)!;
    expect(stoodIn).toMatchObject({
      modelVersion: DEFAULT_VERSION_ID,
      digit: 1,
      insteadOf: { modelVersion: seven, error: { code: 'out_of_memory' } },
    });
    expect(await broken.logged('a model could not be loaded')).toMatchObject({ versionId: seven });
    for (let cell = 0; cell < drawn; cell++) await readBy(cell, seven);
  });

  it('that no worker can load is stood in for: latecomers see it, and one that can reads it all', async () => {
    await endWorkers();
    await writeFile(join(folder, 'broken'), '');
    await room.redis.del(VERSIONS_IN_USE);
    await held();
    await promote(seven);
    await draw(0);
    await until('the room knows why', () => shown(0)?.insteadOf?.error);
    const late = await room.join({}, (await room.another({ modelRetryMs: MODEL_RETRY_MS })).url);
    expect(pageOf(late.state!, 1).cells[0]!.prediction).toMatchObject({
      modelVersion: DEFAULT_VERSION_ID,
      insteadOf: { modelVersion: seven, error: { code: 'out_of_memory' } },
    });
    // Whoever was there when it was read has gone.
    host.leave();
    await started();
    await until('it is read after all', () => shown(0, late)?.modelVersion === seven);
  });
});
