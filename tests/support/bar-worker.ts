import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { writeBarMnist } from './bar-mnist.ts';
import type { useRoom } from './room-fixture.ts';
import { WorkerProcess } from './worker-process.ts';

/** Has a worker run beside the room of a file's tests, which measures models on bars in place of MNIST. */
export function useBarWorker(room: ReturnType<typeof useRoom>) {
  let worker: WorkerProcess;
  let mnistDir: string;
  const start = async () => {
    worker = new WorkerProcess('worker-cpu', room.redisUrl, { MNIST_DIR: mnistDir });
    await worker.ready();
  };
  beforeAll(async () => {
    mnistDir = await mkdtemp(join(tmpdir(), 'inkroom-bars-'));
    await writeBarMnist(mnistDir);
    await start();
  });
  afterAll(async () => {
    await worker?.kill();
    await rm(mnistDir, { recursive: true, force: true });
  });
  return {
    /** What it has logged. */
    get log() {
      return worker.log;
    },
    /** Another one, after it was stopped. */
    start,
    stop: () => worker.stop(),
  };
}
