import { randomBytes } from 'node:crypto';
import {
  DEFAULT_LIMITS,
  DEFAULT_RUN,
  type Operation,
  PRESET_LAYERS,
  type PredictionRecord,
  type PresetName,
  type Run,
  type RunSpec,
} from '@inkroom/shared';
import {
  connectRedis,
  createRoom,
  createRun,
  enqueueClaimed,
  enqueueFairly,
  enqueueRecognitions,
  hashKey,
  openRecognitionQueue,
  openTrainingQueues,
  parseRoomMessage,
  type RecognitionQueue,
  type RoomEvent,
  type RoomEvents,
  type RoomMessage,
  roomChannel,
  type TrainingQueues,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { TestWriter } from './test-writer.ts';

/** Tests of queues and workers want more at once than a room may have. */
const RUNS_MAX = 100;
const HOST = { id: 'hosthost', name: 'Host', isHost: true };

/** The store as a gateway uses it, for tests of what workers do. */
export class TestStore {
  readonly redis: Redis;
  readonly runs: TrainingQueues;
  readonly #recognition: RecognitionQueue;
  readonly #producer: Redis;
  readonly #subscribers: Redis[] = [];

  constructor(readonly url: string) {
    this.redis = connectRedis(url, 'command', 'test', { limits: DEFAULT_LIMITS, log: SILENT });
    this.#producer = connectRedis(url, 'blocking', 'test', { limits: DEFAULT_LIMITS, log: SILENT });
    this.#recognition = openRecognitionQueue(this.#producer);
    this.runs = openTrainingQueues(this.#producer);
  }

  /** Opens a room and listens to what it is told. */
  async room(): Promise<TestRoom> {
    const roomId = `r${randomBytes(6).toString('hex')}`;
    await createRoom(this.redis, { roomId, title: 'Test', hostKeyHash: hashKey('host') }, DEFAULT_LIMITS);
    const subscriber = connectRedis(this.url, 'subscriber', 'test', { limits: DEFAULT_LIMITS, log: SILENT });
    this.#subscribers.push(subscriber);
    const room = new TestRoom(this, roomId);
    subscriber.on('message', (_channel, text) => room.messages.push(parseRoomMessage(text) as RoomMessage));
    await subscriber.subscribe(roomChannel(roomId));
    return room;
  }

  async read(roomId: string, cell: number): Promise<void> {
    await enqueueClaimed(this.#recognition, [{ roomId, page: 1, cell }]);
  }

  /** Asks for several cells at once. */
  async readAll(roomId: string, cells: readonly number[]): Promise<void> {
    const addresses = cells.map((cell) => ({ roomId, page: 1, cell }));
    await enqueueRecognitions(this.redis, this.#recognition, addresses);
  }

  /** Whatever waits to be read is forgotten. */
  async clearReads(): Promise<void> {
    await this.#recognition.obliterate({ force: true });
  }

  async waitingReads(): Promise<number> {
    const { waiting = 0, active = 0 } = await this.#recognition.getJobCounts('waiting', 'active');
    return waiting + active;
  }

  async close(): Promise<void> {
    await Promise.all([this.#recognition, this.runs.cpu, this.runs.gpu].map((queue) => queue.close()));
    for (const connection of [this.redis, this.#producer, ...this.#subscribers]) connection.disconnect();
  }
}

export class TestRoom {
  readonly messages: RoomMessage[] = [];
  #writer: TestWriter | null = null;

  constructor(
    readonly store: TestStore,
    readonly id: string,
  ) {}

  told<E extends RoomEvent>(event: E): RoomEvents[E][] {
    return this.messages.flatMap((message) => (message.event === event ? [message.payload as RoomEvents[E]] : []));
  }

  predictions(cell?: number): PredictionRecord[] {
    return this.told('predictions')
      .flat()
      .filter((prediction) => cell === undefined || prediction.cell === cell);
  }

  /** Applies an operation as a gateway does whose gate lets every version pass. */
  async apply(op: Operation): Promise<void> {
    this.#writer ??= await TestWriter.open(this.store.redis, this.id);
    const { champion: against, best } = this.#writer.copy.state!;
    const clearance = { against, best, verdict: { passed: true, checks: [] } };
    const applied = await this.#writer.submit(op, HOST, { evidence: { clearance } });
    if (!applied.ok) throw new Error(applied.error.code);
  }

  /** Draws a straight line from top to bottom, a "1", and asks for the cell to be read. */
  async draw(cell: number, x = 140): Promise<void> {
    const points = [x, 40, 0.5, 0, x, 140, 0.5, 50, x, 240, 0.5, 100];
    const stroke = { id: randomBytes(8).toString('hex'), cell, width: 23, points };
    await this.apply({ kind: 'stroke.add', page: 1, stroke });
    await this.store.read(this.id, cell);
  }

  /** Records and queues a run as the gateway does. */
  async start(spec: Partial<RunSpec> = {}): Promise<Run> {
    const run = await this.record(spec);
    await enqueueFairly(this.store.redis, this.store.runs, run);
    return run;
  }

  /** Records a run as a gateway does that dies before it queues it. */
  async record(spec: Partial<RunSpec> = {}): Promise<Run> {
    const request = {
      roomId: this.id,
      startedBy: { id: HOST.id, name: 'Host' },
      requestId: randomBytes(8).toString('hex'),
      spec: {
        ...DEFAULT_RUN,
        architecture: 'mlp',
        layers: spec.layers ?? [...PRESET_LAYERS[(spec.architecture ?? 'mlp') as PresetName]],
        epochs: 1,
        batchSize: 1000,
        learningRate: 0.01,
        dataset: 'mnist',
        startFrom: 'scratch',
        pool: 'cpu',
        seed: 1,
        framing: 'mnist',
        parentId: null,
        ...spec,
      },
    } as const;
    const created = await createRun(this.store.redis, request, { ...DEFAULT_LIMITS, runsActivePerRoom: RUNS_MAX });
    if (!created.ok) throw new Error(created.error.code);
    return created.value;
  }
}

/** Outages are part of these tests. */
const SILENT = { warn: () => {}, info: () => {} };
