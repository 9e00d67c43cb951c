import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Prediction } from '@inkroom/shared';
import {
  appendOperation,
  connectRedis,
  createRoom,
  enqueueRecognitions,
  hashKey,
  openRecognitionQueue,
  type RecognitionJob,
  type RoomMessage,
  roomChannel,
  roomKeys,
} from '@inkroom/store';
import { PlainError } from '../lib/plain-error.mjs';
import { processorSeconds } from '../lib/processor-time.ts';
import { startPrivateRedis } from '../lib/redis.ts';
import { root } from '../lib/root.mjs';
import type { BenchResult } from './result.ts';

const MODEL = 'shipped-cnn';
const ROOMS = 32;
const CELLS = 40;
/** ms of reading before the clock starts, and of the clock. */
const WARM_UP_MS = 3_000;
const MEASURED_MS = 10_000;
/** Jobs that wait: enough that the worker never runs dry, few enough to queue them anew again and again. */
const BACKLOG = 600;

/**
 * What one recognition worker reads from a queue that never runs dry, with the notebook's CNN: in all, and for each second that
 * it has of a core, which is what a core of its own would do.
 */
export async function benchRecognition(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const server = await startPrivateRedis();
  const silent = { warn: () => {}, info: () => {} };
  const redis = connectRedis(server.url, 'command', 'bench', { log: silent });
  const producer = connectRedis(server.url, 'blocking', 'bench', { log: silent });
  const subscriber = connectRedis(server.url, 'subscriber', 'bench', { log: silent });
  const queue = openRecognitionQueue(producer);
  const places: Omit<RecognitionJob, 'queuedAt'>[] = [];
  let worker: ChildProcess | null = null;
  try {
    for (let room = 0; room < ROOMS; room++) places.push(...(await writtenRoom(redis)));
    let read = 0;
    let batched = 0;
    subscriber.on('message', (_channel, text: string) => {
      const message = JSON.parse(text) as RoomMessage;
      if (message.event !== 'predictions') return;
      for (const { batch } of message.payload as Prediction[]) {
        read++;
        batched += batch;
      }
    });
    await subscriber.subscribe(...new Set(places.map(({ roomId }) => roomChannel(roomId))));
    worker = await startWorker(server.url);
    let next = 0;
    let queued = 0;
    const feed = async (until: number) => {
      while (performance.now() < until) {
        const wanted = BACKLOG - (queued - read);
        if (wanted < BACKLOG / 4) {
          await new Promise((resolve) => setTimeout(resolve, 2));
          continue;
        }
        const jobs = Array.from({ length: wanted }, () => ({
          ...places[next++ % places.length]!,
          queuedAt: Date.now(),
        }));
        queued += wanted;
        await enqueueRecognitions(queue, jobs);
      }
    };
    progress(0.1, 'warming up');
    await feed(performance.now() + WARM_UP_MS);
    const [readBefore, cpuBefore, batchedBefore] = [read, await processorSeconds(worker.pid!), batched];
    const started = performance.now();
    progress(0.3, 'reading');
    await feed(performance.now() + MEASURED_MS);
    const seconds = (performance.now() - started) / 1000;
    const cells = read - readBefore;
    const cpu = ((await processorSeconds(worker.pid!)) ?? Number.NaN) - (cpuBefore ?? Number.NaN);
    const params = { model: MODEL };
    const result = (figure: string, unit: string, value: number): BenchResult => ({
      name: 'recognition',
      params: { ...params, figure },
      unit,
      n: cells,
      value: Math.round(value),
    });
    return [
      result('one worker', 'cells/s', cells / seconds),
      result('per core of worker', 'cells/s', cells / cpu),
      result('mean batch', 'cells', (batched - batchedBefore) / cells),
    ];
  } finally {
    worker?.kill('SIGKILL');
    await queue.close();
    for (const connection of [redis, producer, subscriber]) connection.disconnect();
    await server.stop();
  }
}

/** A room whose cells all hold a digit. */
async function writtenRoom(redis: ReturnType<typeof connectRedis>) {
  const roomId = `r${randomBytes(6).toString('hex')}`;
  await createRoom(redis, { roomId, title: 'Bench', hostKeyHash: hashKey('host') });
  await redis.hset(roomKeys(roomId).meta, 'champion', MODEL);
  const cells = Array.from({ length: CELLS }, (_, cell) => cell);
  for (const cell of cells) {
    const stroke = { id: randomBytes(8).toString('hex'), cell, width: 23, points: three(cell) };
    const by = { id: 'benchhost', name: 'Bench', isHost: true };
    const op = { kind: 'stroke.add', sheet: 1, stroke } as const;
    const added = await appendOperation(redis, roomId, { opId: randomBytes(8).toString('hex'), op, by });
    if (!added.ok) throw new PlainError(added.error.message);
  }
  return cells.map((cell) => ({ roomId, sheet: 1, cell }));
}

/** A three of sixty points, each cell's a little wider than the last one's. */
function three(cell: number): number[] {
  return Array.from({ length: 60 }, (_, i) => {
    const bow = i < 30 ? i / 30 : (i - 30) / 30;
    const x = 100 + (60 + cell / 4) * Math.sin(Math.PI * bow);
    return [Math.round(x), Math.round(40 + (i * 200) / 60), 0.5, i * 16];
  }).flat();
}

async function startWorker(redisUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(root, 'apps/worker-cpu/dist/main.js')], {
    env: { PATH: process.env.PATH, REDIS_URL: redisUrl, WORKER_QUEUES: 'recognition', ...limitsOf(process.env) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new PlainError('the recognition worker ended');
  });
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('worker ready')) resolve();
    });
  });
  await Promise.race([ready, ended]);
  ended.catch(() => {});
  return child;
}

/** The limits' variables, so that a setting can be measured. */
function limitsOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('INKROOM_RECOGNITION_')));
}
