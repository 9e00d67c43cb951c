import { DEFAULT_LIMITS, type Run, type RunPhase } from '@inkroom/shared';
import { listVersions, readRun, readRunDetails, requestCancel } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import { ENDLESS, HASTY, useTraining, WAIT_MS } from '../support/training.ts';
import { until } from '../support/until.ts';
import type { WorkerProcess } from '../support/worker-process.ts';

/** A run of a second or two: a busy machine gives a training the last of its time. */
const BRIEF = { epochs: 2, seed: 5 } as const;
/** It reports so often that each phase is seen, and keeps each epoch. */
const SEEN = { ...HASTY, INKROOM_CHECKPOINT_INTERVAL_MS: '1', INKROOM_PROGRESS_INTERVAL_MS: '5' };

describe('a run', () => {
  const training = useTraining({ durable: true });
  const { worker, becomes, once, trains, isGone } = training;

  /** Two workers of which one has the run in hand: that one first. */
  async function two(start: () => Promise<Run>): Promise<{ run: Run; at: WorkerProcess; other: WorkerProcess }> {
    const pair = [worker(SEEN), worker(SEEN)];
    const ids = await Promise.all(pair.map((one) => one.ready()));
    const run = await start();
    const { worker: info } = await once(run, 'it is taken', ({ state }) => state === 'running');
    const first = ids.indexOf(info!.id);
    return { run, at: pair[first]!, other: pair[1 - first]! };
  }
  const own = async (roomId: string) =>
    (await listVersions(training.store.redis, roomId, DEFAULT_LIMITS)).filter((version) => version.roomId === roomId);
  const isIn = (phase: RunPhase) => (now: Run) => now.progress.phase === phase;

  it.each(['loading', 'compiling', 'training', 'evaluating'] as const)(
    'whose worker is killed while it is %s ends as if nothing had happened, with one version',
    async (phase) => {
      const room = await training.store.room();
      const { run, at } = await two(() => room.start(BRIEF));
      await once(run, `it is ${phase}`, isIn(phase));
      await at.kill();
      const finished = await becomes(run, 'finished');
      expect(finished.worker!.id).not.toBe(at.log[0]!.worker);
      expect(await own(room.id)).toMatchObject([{ id: finished.versionId, number: 1, runId: run.id }]);
      const { epochs, evaluation } = (await readRunDetails(training.store.redis, run.id))!;
      expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
      expect(evaluation?.test.accuracy).toBe(finished.testAccuracy);
    },
  );

  it('R5 whose worker is killed right after the version was made has made no second one', async () => {
    const room = await training.store.room();
    const { run, at } = await two(() => room.start(BRIEF));
    await until('the version is made', () => room.told('version.added').length > 0, WAIT_MS);
    await at.kill();
    const finished = await becomes(run, 'finished');
    expect(await own(room.id)).toMatchObject([{ id: finished.versionId, number: 1 }]);
  });

  it.each(['compiling', 'evaluating'] as const)('is cancelled while it is %s', async (phase) => {
    const process = worker({ ...SEEN, INKROOM_CANCEL_GRACE_MS: '600000' });
    await process.ready();
    const room = await training.store.room();
    const run = await room.start({ epochs: 50 });
    await once(run, `it is ${phase}`, isIn(phase));
    await requestCancel(training.store.redis, run.id, DEFAULT_LIMITS);
    const { progress } = await becomes(run, 'cancelled');
    expect(progress.epoch).toBeLessThan(50);
    await isGone((await process.logged('training process started')).pid);
    expect(await own(room.id)).toEqual([]);
  });

  describe('R5 that a worker comes back to after it was stopped for long', () => {
    it('goes on where it went meanwhile', async () => {
      const room = await training.store.room();
      const { run, at, other } = await two(() => room.start(ENDLESS));
      await trains(run);
      at.signal('SIGSTOP');
      const heir = await other.ready();
      await trains(run, heir);
      at.signal('SIGCONT');
      expect(await at.logged('run left', WAIT_MS)).toMatchObject({ outcome: 'lost' });
      await isGone((await at.logged('training process started')).pid);
      const { progress } = (await readRun(training.store.redis, run.id))!;
      await once(run, 'it trains on', (now) => now.progress.step > progress.step);
      expect(await readRun(training.store.redis, run.id)).toMatchObject({ state: 'running', worker: { id: heir } });
      const { points } = (await readRunDetails(training.store.redis, run.id))!;
      expect(points.map(({ step }) => step)).toEqual([...points.map(({ step }) => step)].sort((a, b) => a - b));
    });

    it('stays as it ended, whatever the worker has made of it', async () => {
      const room = await training.store.room();
      const { run, at, other } = await two(() => room.start(BRIEF));
      const { pid } = await at.logged('training process started');
      at.signal('SIGSTOP');
      await other.logged('training process started', WAIT_MS);
      await requestCancel(training.store.redis, run.id, DEFAULT_LIMITS);
      const cancelled = await becomes(run, 'cancelled');
      // Its training was not stopped, and waits with a model for the worker to look.
      at.signal('SIGCONT');
      expect(await at.logged('run left', WAIT_MS)).toMatchObject({ outcome: 'lost' });
      await isGone(pid);
      expect(await readRun(training.store.redis, run.id)).toEqual(cancelled);
      expect(await own(room.id)).toEqual([]);
      expect(await readRunDetails(training.store.redis, run.id)).toMatchObject({ evaluation: null });
    });
  });

  it('R5 goes on while Redis is killed and comes back, and ends once', async () => {
    const process = worker();
    const id = await process.ready();
    const room = await training.store.room();
    const run = await room.start({ epochs: 4, seed: 7 });
    const before = await trains(run);
    await training.server.kill();
    await training.server.restart();
    const finished = await becomes(run, 'finished');
    expect(finished).toMatchObject({ startedAt: before.startedAt, worker: { id } });
    expect(await own(room.id)).toMatchObject([{ id: finished.versionId, number: 1 }]);
    const { epochs } = (await readRunDetails(training.store.redis, run.id))!;
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 4 }, (_, i) => i + 1));
  });
});
