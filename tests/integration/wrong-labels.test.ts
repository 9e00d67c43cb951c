import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateDigitStrokes } from '@inkroom/engine';
import {
  cellCount,
  DEFAULT_LIMITS,
  type Digit,
  hasEnded,
  improvementRun,
  PAGE_ROWS,
  pageOf,
  type Result,
  type Run,
} from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { mnistDirectory } from '../support/data.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const WRONG = 200;
const RIGHT = 20;
/** Wide enough to wait for a machine that others use as well. */
const WAIT_MS = 180_000;

const room = useRoom();
const mnistDir = mnistDirectory();

describe('R6 R10 a room that somebody floods with wrong labels', () => {
  let worker: WorkerProcess | undefined;
  let cacheDir: string;

  beforeAll(async () => {
    if (!mnistDir) return;
    cacheDir = await mkdtemp(join(tmpdir(), 'inkroom-wrong-'));
    worker = new WorkerProcess('worker-cpu', room.redisUrl, { MNIST_DIR: mnistDir, INKROOM_CACHE_DIR: cacheDir });
    await worker.ready();
  });
  afterAll(async () => {
    await worker?.kill();
    if (cacheDir) await rm(cacheDir, { recursive: true, force: true });
  });

  it(
    'gets no model that learnt from them past the gate, and learns well again once its host has withdrawn them',
    async ({ skip }) => {
      if (!mnistDir)
        skip('needs MNIST: INKROOM_TEST_DATA names a folder with mnist/train-images-idx3-ubyte.gz and its like');
      onTestFailed(() => console.error(worker!.log.map((entry) => JSON.stringify(entry)).join('\n')));
      // Nobody is held out: what the flood teaches shall meet the test set alone.
      const { url } = await room.another({ holdoutShare: 1e-9, messagesPerSecond: 5_000, messagesBurst: 5_000 });
      const teacher = await room.join({ name: 'Teacher', key: room.hostKey }, url);
      const ann = await room.join({ name: 'Ann' }, url);
      const mallory = await room.join({ name: 'Mallory' }, url);
      while (cellCount(pageOf(teacher.state!, 1)) * (1 - DEFAULT_LIMITS.pageKeptShare) < WRONG + RIGHT) {
        const { seq } = await done(teacher.submit({ kind: 'page.grow', page: 1 }));
        await until('the row is there', () => teacher.state!.seq >= seq);
      }
      expect(pageOf(teacher.state!, 1).rows).toBeGreaterThan(PAGE_ROWS);

      for (let i = 0; i < RIGHT; i++) await correct(ann, i, (i % 10) as Digit, (i % 10) as Digit);
      for (let i = 0; i < WRONG; i++) await correct(mallory, RIGHT + i, 1, 7);
      await until('all are samples', () => teacher.state!.samples.training === RIGHT + WRONG);

      const poisoned = await improve(teacher);
      expect(poisoned.dataset).toMatchObject({ corrections: RIGHT + WRONG, source: 'mnist' });
      const refused = await promote(teacher, poisoned);
      expect(refused).toMatchObject({ ok: false, error: { code: 'gate_failed' } });

      const personId = mallory.joined!.you.id;
      await done(teacher.submit({ kind: 'samples.withdraw', personId, role: 'labelled' }));
      await until('they are gone', () => teacher.state!.samples.training === RIGHT);

      const clean = await improve(teacher);
      expect(clean.dataset).toMatchObject({ corrections: RIGHT });
      expect(await promote(teacher, clean)).toMatchObject({ ok: true });
      await until('it is live', () => teacher.state!.champion === clean.versionId);
      expect(teacher.state!.promotions.at(-1)).toMatchObject({ override: false, verdict: { passed: true } });
    },
    2 * WAIT_MS,
  );

  /** Writes a digit into a cell and says what it is. */
  async function correct(by: BarePerson, cell: number, digit: Digit, label: Digit): Promise<void> {
    for (const ink of generateDigitStrokes(digit, cell))
      await done(by.submit({ kind: 'stroke.add', page: 1, stroke: { id: nanoid(), cell, ...ink } }));
    await done(by.submit({ kind: 'cell.label', page: 1, cell, label }));
  }

  async function improve(by: BarePerson): Promise<Run> {
    const started = await by.ask('run.start', { requestId: nanoid(), spec: { ...improvementRun('cpu'), seed: 1 } });
    const { id } = (await done(started)).run;
    const ended = (await until(
      'the run has ended',
      () => by.payloads('run.changed').find((run) => run.id === id && hasEnded(run)),
      WAIT_MS,
    ))!;
    expect(ended).toMatchObject({ state: 'finished', error: null });
    return ended;
  }

  const promote = (by: BarePerson, run: Run) => by.submit({ kind: 'model.promote', versionId: run.versionId! });
});

/** What was answered. @throws the code that something is refused with */
async function done<T>(asked: Promise<Result<T>> | Result<T>): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}
