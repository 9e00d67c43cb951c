import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, type Run, type RunState } from '@inkroom/shared';
import { readRun, readRunDetails } from '@inkroom/store';
import { afterAll, afterEach, beforeAll, onTestFailed } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { writeBarMnist } from './bar-mnist.ts';
import { TestStore } from './test-room.ts';
import { until } from './until.ts';
import { isAlive, WorkerProcess } from './worker-process.ts';

export const WAIT_MS = 60_000;
/** A run that does not end before it is told to: an epoch has a thousand batches. */
export const ENDLESS = { architecture: 'cnn', epochs: 50, batchSize: 50 } as const;

/** All that is waited for when a worker is lost, shorter. */
export const HASTY = {
  INKROOM_TRAINING_LOCK_MS: '1500',
  INKROOM_TRAINING_STALLED_CHECK_MS: '500',
  INKROOM_WORKER_EXPIRY_MS: '1500',
  INKROOM_WORKER_HEARTBEAT_MS: '250',
  INKROOM_RUN_LOST_MS: '4000',
} as const;

/** A Redis, data that any model learns at once, and real worker processes for a file of tests of how runs are run. */
export function useTraining({ durable = false }: { durable?: boolean } = {}) {
  let server: PrivateRedis;
  let store: TestStore;
  let dir: string;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'inkroom-training-'));
    await writeBarMnist(join(dir, 'mnist'));
    server = await startPrivateRedis({ durable });
    store = new TestStore(server.url);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await store.redis.flushall();
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const inState = (run: Run, what: string, fits: (now: Run) => boolean) =>
    until(
      what,
      async () => {
        const now = await readRun(store.redis, run.id);
        if (now && fits(now)) return now;
        if (!now || hasEnded(now)) throw new Error(`in vain until ${what}: ${JSON.stringify(now)}`);
        return null;
      },
      WAIT_MS,
    );

  return {
    get server() {
      return server;
    },
    get store() {
      return store;
    },
    /** A folder of this file's own. */
    get dir() {
      return dir;
    },
    worker(env: Record<string, string> = {}, app: 'worker-cpu' | 'worker-gpu' = 'worker-cpu'): WorkerProcess {
      const started = new WorkerProcess(app, server.url, {
        MNIST_DIR: join(dir, 'mnist'),
        INKROOM_CACHE_DIR: join(dir, 'cache'),
        WORKER_QUEUES: 'training',
        WORKER_THREADS: '1',
        ...env,
      });
      workers.push(started);
      onTestFailed(() => console.error(started.log.map((entry) => JSON.stringify(entry)).join('\n')));
      return started;
    },
    /** The run once it is in that state; an error at once when it ends in another one. */
    becomes: (run: Run, state: RunState) => inState(run, `the run is ${state}`, (now) => now.state === state),
    /** The run once something is so; an error at once when it ends without. */
    once: (run: Run, what: string, fits: (now: Run) => boolean) => inState(run, what, fits),
    /** The run once its first batches are done, on that worker if one is named. */
    trains: (run: Run, workerId?: string) =>
      inState(
        run,
        'the run trains',
        ({ state, progress: { phase, step }, worker }) =>
          state === 'running' && phase === 'training' && step > 0 && (!workerId || worker?.id === workerId),
      ),
    isGone: (pid: unknown) => until('the process is gone', () => !isAlive(pid as number), WAIT_MS),
    /** What a run's log says, line by line. */
    logOf: async (run: Run) => (await readRunDetails(store.redis, run.id))!.log.map(({ text }) => text).join('\n'),
  };
}
