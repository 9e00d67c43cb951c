import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DEFAULT_LIMITS, type LimitName, limitVariable, type PredictionRecord } from '@inkroom/shared';
import {
  type CellAddress,
  connectRedis,
  createRoom,
  hashKey,
  openRecognitionQueue,
  parseRoomMessage,
  type RecognitionQueue,
  RoomCopy,
  type RoomFollower,
  RoomWriter,
  roomChannel,
  roomKeys,
  StoreClock,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { PlainError } from '../lib/plain-error.mjs';
import { processorSeconds } from '../lib/processor-time.ts';
import { type PrivateRedis, startPrivateRedis } from '../lib/redis/private.ts';
import { root } from '../lib/root.mjs';

export const MODEL = 'shipped-cnn';
const CELLS = 40;
const SILENT = { warn: () => {}, info: () => {} };
/** Nobody is in the rooms. */
const NOBODY: RoomFollower = {
  entriesApplied: () => {},
  commitSent: () => {},
  commitAnswered: () => {},
  stateReplaced: () => {},
};

/** A Redis with written rooms, the queue that gateways fill, and one recognition worker at a time. */
export class RecognitionStage {
  /** Called with each cell that was read. */
  onRead: (prediction: PredictionRecord) => void = () => {};
  #worker: ChildProcess | null = null;

  private constructor(
    private readonly server: PrivateRedis,
    readonly redis: Redis,
    private readonly producer: Redis,
    private readonly subscriber: Redis,
    readonly queue: RecognitionQueue,
    /** Cells with a digit each, of all rooms. */
    readonly cells: readonly CellAddress[],
  ) {}

  static async open(rooms: number): Promise<RecognitionStage> {
    const server = await startPrivateRedis();
    const redis = connectRedis(server.url, 'command', 'bench', { limits: DEFAULT_LIMITS, log: SILENT });
    const producer = connectRedis(server.url, 'blocking', 'bench', { limits: DEFAULT_LIMITS, log: SILENT });
    const subscriber = connectRedis(server.url, 'subscriber', 'bench', { limits: DEFAULT_LIMITS, log: SILENT });
    const cells: CellAddress[] = [];
    for (let room = 0; room < rooms; room++) cells.push(...(await writtenRoom(redis)));
    const queue = openRecognitionQueue(producer);
    const stage = new RecognitionStage(server, redis, producer, subscriber, queue, cells);
    subscriber.on('message', (_channel, text: string) => {
      const message = parseRoomMessage(text);
      if (message.event === 'predictions') for (const prediction of message.payload) stage.onRead(prediction);
    });
    await subscriber.subscribe(...new Set(cells.map(({ roomId }) => roomChannel(roomId))));
    return stage;
  }

  /** Starts the worker, ending the one before; what waited is forgotten. */
  async work(limits: Partial<Record<LimitName, number>> = {}): Promise<void> {
    await this.#end();
    await this.queue.obliterate({ force: true });
    // Cells that nobody will read any more would not be asked for again.
    await this.redis.del(...new Set(this.cells.map(({ roomId }) => roomKeys(roomId).asked)));
    const env = Object.fromEntries(
      Object.entries(limits).map(([name, value]) => [limitVariable(name as LimitName), `${value}`]),
    );
    const child = spawn(process.execPath, [join(root, 'apps/worker-cpu/dist/main.js')], {
      env: {
        PATH: process.env.PATH,
        REDIS_URL: this.server.url,
        WORKER_QUEUES: 'recognition',
        ...limitsOf(process.env),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#worker = child;
    // A benchmark that fails must not leave it behind.
    const killAtExit = () => child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.off('exit', killAtExit));
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.includes('worker ready')) resolve();
      });
    });
    const ended = once(child, 'exit').then(() => {
      throw new PlainError('the recognition worker ended');
    });
    ended.catch(() => {});
    await Promise.race([ready, ended]);
  }

  /** Processor time that the worker has had so far, on Linux. */
  async cpuSeconds(): Promise<number | null> {
    return processorSeconds(this.#worker!.pid!);
  }

  async close(): Promise<void> {
    await this.#end();
    await this.queue.close();
    for (const connection of [this.redis, this.producer, this.subscriber]) connection.disconnect();
    await this.server.stop();
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    if (!worker) return;
    const ended = once(worker, 'exit');
    worker.kill('SIGKILL');
    await ended;
  }
}

/** A room whose cells all hold a digit. */
async function writtenRoom(redis: Redis): Promise<CellAddress[]> {
  const roomId = `r${randomBytes(6).toString('hex')}`;
  await createRoom(redis, { roomId, title: 'Bench', hostKeyHash: hashKey('host') }, DEFAULT_LIMITS);
  await redis.hset(roomKeys(roomId).meta, 'champion', MODEL);
  const store = { redis, gatewayId: 'bench', limits: DEFAULT_LIMITS, clock: new StoreClock() };
  const copy = new RoomCopy({ ...store, roomId }, NOBODY);
  const writer = new RoomWriter({ ...store, roomId }, copy, NOBODY);
  await copy.load();
  const cells = Array.from({ length: CELLS }, (_, cell) => cell);
  const added = await Promise.all(
    cells.map((cell) => {
      const stroke = { id: randomBytes(8).toString('hex'), cell, width: 23, points: three(cell) };
      // Nobody may fill a page alone.
      const who = { id: `bench${cell}`, name: 'Bench', watches: false };
      return writer.submit({ opId: randomBytes(8).toString('hex'), op: { kind: 'stroke.add', page: 1, stroke } }, who);
    }),
  );
  for (const one of added) if (!one.ok) throw new PlainError(one.error.message);
  return cells.map((cell) => ({ roomId, page: 1, cell }));
}

/** A three of sixty points, each cell's a little wider than the last one's. */
function three(cell: number): number[] {
  return Array.from({ length: 60 }, (_, i) => {
    const bow = i < 30 ? i / 30 : (i - 30) / 30;
    const x = 100 + (60 + cell / 4) * Math.sin(Math.PI * bow);
    return [Math.round(x), Math.round(40 + (i * 200) / 60), 0.5, i * 16];
  }).flat();
}

/** The limits' variables, so that a setting can be measured. */
function limitsOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('INKROOM_RECOGNITION_')));
}
