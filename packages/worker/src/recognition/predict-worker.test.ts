import { DEFAULT_LIMITS, type Drawing, ok } from '@inkroom/shared';
import {
  connectRedis,
  type DrawingPredictions,
  openPredictQueue,
  type PredictJob,
  type PredictQueue,
  WorkAnswers,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../../../scripts/lib/redis/private.ts';
import type { Models } from './infer.js';
import { PredictWorker } from './predict-worker.js';

const limits = DEFAULT_LIMITS;
const DRAWING: Drawing = {
  strokes: [{ width: 23, points: [10, 10, 0.5, 0, 200, 200, 0.5, 9] }],
  framings: ['as-drawn', 'mnist'],
};

let server: PrivateRedis;
let queue: PredictQueue;
let answers: WorkAnswers;
const connections: Redis[] = [];
const workers: PredictWorker[] = [];

const connect = (role: 'command' | 'subscriber' | 'blocking') => {
  const redis = connectRedis(server.url, role, 'test', { limits });
  connections.push(redis);
  return redis;
};

beforeAll(async () => {
  server = await startPrivateRedis();
  queue = openPredictQueue(connect('command'));
  answers = new WorkAnswers(connect('subscriber'), 'test');
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});
afterAll(async () => {
  await queue.close();
  for (const redis of connections) redis.disconnect();
  await server.stop();
});

/** A worker whose model says of each image how dark its brightest pixel is; its hands are free when the test says so. */
async function start() {
  const [idle, predict] = [
    vi.fn<(signal: AbortSignal) => Promise<void>>(async () => {}),
    vi.fn(async (images: Float32Array, count: number) => {
      const scores = new Float32Array(count * 10);
      for (let i = 0; i < count; i++) scores[i * 10 + i] = Math.max(...images.subarray(i * 784, (i + 1) * 784));
      return scores;
    }),
  ];
  const models = { use: async (_: string, work: (r: object) => Promise<unknown>) => ok(await work({ predict })) };
  const worker = new PredictWorker({
    redis: connect('blocking'),
    limits,
    models: models as unknown as Models,
    recognition: { idle },
    log: pino({ level: 'silent' }),
  });
  workers.push(worker);
  await worker.ready();
  return { idle, predict };
}

const ask = (drawing: Drawing, timeoutMs = 5_000) =>
  answers.ask<DrawingPredictions, PredictJob>(
    connections[0]!,
    queue,
    { versionId: 'shipped-drawn', drawing },
    { timeoutMs },
  );

it('predicts all framings of a drawing together, and pixels as they are', async () => {
  const { predict } = await start();
  expect(await ask(DRAWING)).toMatchObject({ ok: true, value: { predictions: [{ digit: 0 }, { digit: 1 }] } });
  expect(predict).toHaveBeenCalledOnce();
  const pixels = Array.from({ length: 784 }, () => 0.25);
  expect(await ask({ pixels })).toMatchObject({ value: { predictions: [{ scores: [0.25, ...Array(9).fill(0)] }] } });
});

it('R7 waits while its process has people’s ink in hand', async () => {
  const { idle, predict } = await start();
  let free = () => {};
  idle.mockReturnValue(
    new Promise((resolve) => {
      free = resolve;
    }),
  );
  const asked = ask(DRAWING);
  await vi.waitFor(() => expect(idle).toHaveBeenCalled());
  expect(predict).not.toHaveBeenCalled();
  free();
  expect(await asked).toMatchObject({ ok: true });
});

it('lets go of what nobody waits for any more', async () => {
  const { idle, predict } = await start();
  const given = vi.fn();
  idle.mockImplementation(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          given();
          reject(new Error('aborted'));
        });
      }),
  );
  expect(await ask(DRAWING, 100)).toBeNull();
  await vi.waitFor(() => expect(given).toHaveBeenCalled());
  await vi.waitFor(async () => expect(await queue.getActiveCount()).toBe(0));
  expect(predict).not.toHaveBeenCalled();
});
