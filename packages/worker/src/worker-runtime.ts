import type { EngineName } from '@inkroom/engine';
import { type ShippedModel, shippedModels } from '@inkroom/engine/recogniser';
import {
  DEFAULT_VERSION_ID,
  type Limits,
  type ModelVersion,
  type PoolName,
  type WorkerDuty,
  type WorkerInfo,
} from '@inkroom/shared';
import {
  CONTROL_CHANNEL,
  type ControlMessage,
  checkRedis,
  connectRedis,
  forgetVersionInUse,
  heartbeat,
  LostRunWatch,
  noteVersionsInUse,
  openLog,
  openTrainingQueues,
  registerShipped,
  removeWorker,
  type TrainingQueues,
  versionsInUse,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { WorkerEngine } from './choose-engine.js';
import { EvaluationWorker } from './evaluation-worker.js';
import { HealthServer } from './health-server.js';
import { ImportWorker } from './importing/import-worker.js';
import { MetricsServer } from './metrics-server.js';
import { MirrorMemory } from './mirror-memory.js';
import { loadModel, type ModelSource } from './recognition/load-model.js';
import { ModelCache } from './recognition/model-cache.js';
import { PredictWorker } from './recognition/predict-worker.js';
import { RecognitionWorker } from './recognition/recognition-worker.js';
import { storable } from './storable.js';
import { TrainingWorker } from './training/training-worker.js';
import { WorkerMetrics } from './worker-metrics.js';
import { newWorkerId, readWorkerSettings, type WorkerSettings } from './worker-settings.js';

export interface WorkerOptions {
  pool: PoolName;
  engine: WorkerEngine;
  /** What the pool takes unless WORKER_QUEUES says otherwise. */
  duties: readonly WorkerDuty[];
}

/** One thread an inference: several workers, each with batches of its own, use the cores better than one with many. */
const RECOGNITION_THREADS = 1;
/** Half a megabyte each, and a session of some megabytes. */
const MODELS_CACHED_MAX = 16;

/**
 * Runs a worker until it is told to end: registers the shipped models, takes recognitions and runs from the queues, and
 * says every `workerHeartbeatMs` that it is there. SIGTERM and SIGINT end it in order, within `shutdownGraceMs`.
 * Ends the process with one sentence and code 1 where Redis is of a kind that inkroom cannot use.
 * @throws Error when the environment makes no sense
 */
export async function startWorker(options: WorkerOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readWorkerSettings(env, options.duties);
  const { limits } = settings;
  const worker: WorkerInfo = {
    id: newWorkerId(options.pool),
    pool: options.pool,
    engine: options.engine.name,
    device: options.engine.device,
    threads: options.engine.threads,
    memoryBytes: options.engine.memoryBytes,
    override: options.engine.override,
    passedOver: options.engine.passedOver,
    duties: settings.duties,
    price: { perHour: settings.rates.pricePerHour[options.pool], currency: settings.rates.currency },
  };
  const log = openLog(settings.logLevel, { worker: worker.id });
  // Nothing here has a person waiting for it: commands wait for Redis as long as it takes.
  const redis = connectRedis(settings.redisUrl, 'blocking', worker.id, { limits, log });
  try {
    await checkRedis(redis, log);
  } catch (refusal) {
    console.error((refusal as Error).message);
    process.exit(1);
  }
  const runtime = new WorkerRuntime(worker, options.engine.name, settings, redis, log);
  let ending = false;
  const end = (signal: string) => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'ending');
    setTimeout(() => {
      log.error('not ended in time');
      process.exit(1);
    }, limits.shutdownGraceMs).unref();
    runtime.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'not ended in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  await runtime.start();
}

class WorkerRuntime {
  readonly #worker: WorkerInfo;
  readonly #log: Logger;
  readonly #limits: Limits;
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  /** Cells are read and predicted over a connection of their own: BullMQ's has scripts that ioredis copies into each pipeline. */
  #cells: Redis | null = null;
  readonly #settings: WorkerSettings;
  readonly #engine: EngineName;
  #models: ModelCache | null = null;
  #recognition: RecognitionWorker | null = null;
  #evaluation: EvaluationWorker | null = null;
  #predict: PredictWorker | null = null;
  #training: TrainingWorker | null = null;
  #imports: ImportWorker | null = null;
  #beating: Promise<void> = Promise.resolve();
  #beat: NodeJS.Timeout | null = null;
  readonly #queues: TrainingQueues;
  readonly #health: HealthServer | null;
  readonly #metrics = new WorkerMetrics();
  readonly #metricsServer: MetricsServer | null;
  #closing = false;

  constructor(worker: WorkerInfo, engine: EngineName, settings: WorkerSettings, redis: Redis, log: Logger) {
    this.#worker = worker;
    this.#engine = engine;
    this.#settings = settings;
    this.#log = log;
    this.#limits = settings.limits;
    this.#redis = redis;
    this.#queues = openTrainingQueues(redis);
    const { redisUrl, limits, healthPort, metricsPort, metricsToken } = settings;
    this.#health = healthPort === undefined ? null : new HealthServer(healthPort, limits.workerExpiryMs);
    this.#metricsServer =
      metricsPort === undefined ? null : new MetricsServer(metricsPort, metricsToken, this.#metrics.registry, log);
    this.#subscriber = connectRedis(redisUrl, 'subscriber', `${worker.id}-control`, { limits, log });
  }

  async start(): Promise<void> {
    const { pool, engine, device, threads, override, passedOver, duties } = this.#worker;
    const shipped = await shippedModels();
    await this.#register(shipped);
    // A Redis that came back without its data gets to know them again.
    this.#redis.on('ready', () => {
      this.#register(shipped).catch((error: unknown) => this.#log.warn({ err: error }, 'shipped models'));
    });
    this.#subscriber.on('message', (_channel, text: string) => this.#onControl(text));
    await this.#subscriber.subscribe(CONTROL_CHANNEL);
    if (duties.includes('recognition')) await this.#startRecognition(shipped);
    if (duties.includes('training')) await this.#startTraining();
    if (this.#closing) return;
    this.#watch();
    const memoryMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
    this.#log.info({ pool, engine, device, threads, override, passedOver, duties, memoryMb }, 'worker ready');
  }

  async #register(shipped: readonly ShippedModel[]): Promise<void> {
    await Promise.all(
      shipped.map((model) => registerShipped(this.#redis, shippedVersion(model), storable(model.artifact))),
    );
  }

  async #startRecognition(shipped: readonly ShippedModel[]): Promise<void> {
    const redis = this.#redis;
    const limits = this.#limits;
    const source: ModelSource = {
      redis,
      shipped: new Map(shipped.map(({ id, artifact }) => [id, artifact.onnx])),
      threads: RECOGNITION_THREADS,
      warmUpSizes: [1, limits.recognitionBatchMax],
      log: this.#log,
    };
    const models = new ModelCache({
      capacity: MODELS_CACHED_MAX,
      pinned: [DEFAULT_VERSION_ID],
      retryMs: limits.modelRetryMs,
      load: async (versionId) => {
        const loaded = await loadModel(versionId, source);
        if (!loaded.ok) {
          const { code, details } = loaded.error;
          this.#log.error({ code, details, versionId }, 'a model could not be loaded');
        }
        return loaded;
      },
      log: this.#log,
    });
    this.#models = models;
    await models.warm(DEFAULT_VERSION_ID);
    await this.#warmThoseInUse(models);
    if (this.#closing) return;
    const log = this.#log;
    const { id: workerId } = this.#worker;
    const cells = connectRedis(this.#settings.redisUrl, 'blocking', `${workerId}-cells`, { limits, log });
    this.#cells = cells;
    this.#recognition = new RecognitionWorker({ redis, cells, workerId, limits, models, metrics: this.#metrics, log });
    this.#evaluation = new EvaluationWorker({ redis, limits, models, log });
    this.#predict = new PredictWorker({ redis, limits, models, recognition: this.#recognition, log });
    await Promise.all([this.#recognition, this.#evaluation, this.#predict].map((one) => one.ready()));
  }

  async #startTraining(): Promise<void> {
    const { trainingThreads: threads, mnistDir, cacheDir, rates } = this.#settings;
    // Heard of before it takes the first run: whoever sees the run also sees its worker.
    await heartbeat(this.#redis, this.#worker);
    if (this.#closing) return;
    const redis = this.#redis;
    const limits = this.#limits;
    const log = this.#log;
    const mnist = new MirrorMemory({ dir: mnistDir, cacheDir, downloadTimeoutMs: limits.downloadTimeoutMs });
    this.#imports = new ImportWorker({ redis, limits, log, threads, mnist });
    this.#training = new TrainingWorker({
      redis,
      limits,
      worker: this.#worker,
      log,
      engine: this.#engine,
      queues: this.#queues,
      threads,
      rates,
      mnist,
      metrics: this.#metrics,
    });
    await Promise.all([this.#training.ready(), this.#imports.ready()]);
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#beat) clearTimeout(this.#beat);
    await this.#beating;
    const workers = [this.#recognition, this.#evaluation, this.#predict, this.#training, this.#imports];
    await Promise.all(workers.map((worker) => worker?.close()));
    // Only now: until then a run in hand is still this worker's.
    await removeWorker(this.#redis, this.#worker.id);
    await this.#models?.close();
    await Promise.all(Object.values(this.#queues).map((queue) => queue.close()));
    this.#health?.close();
    this.#metricsServer?.close();
    this.#subscriber.disconnect();
    this.#cells?.disconnect();
    await this.#redis.quit();
    this.#log.info('ended');
  }

  #watch(): void {
    const lostRuns = new LostRunWatch(this.#redis, this.#queues, this.#limits);
    const beat = async () => {
      try {
        await heartbeat(this.#redis, this.#worker);
        this.#health?.beat();
        await noteVersionsInUse(this.#redis, this.#models?.takeUsed() ?? [], MODELS_CACHED_MAX);
        for (const run of await lostRuns.check())
          this.#log.warn({ runId: run.id, state: run.state }, 'run lost its worker');
      } catch (error) {
        this.#log.warn({ err: error }, 'heartbeat');
      }
      if (!this.#closing) this.#beat = setTimeout(next, this.#limits.workerHeartbeatMs);
    };
    const next = () => {
      this.#beating = beat();
    };
    next();
  }

  #onControl(text: string): void {
    const message = JSON.parse(text) as ControlMessage;
    if (message.kind === 'run.cancel') this.#training?.cancel(message.runId);
    else if (message.kind === 'version.warm')
      this.#models?.warm(message.versionId).catch((error: unknown) => this.#log.warn({ err: error }, 'version.warm'));
    // As if whoever started it had asked: there is one way to end in order.
    else if (message.kind === 'part.drain' && message.id === this.#worker.id) process.kill(process.pid, 'SIGTERM');
  }

  /** What others read with is loaded before the first cell is taken: a worker that joins them makes nobody wait. */
  async #warmThoseInUse(models: ModelCache): Promise<void> {
    const inUse = await versionsInUse(this.#redis, MODELS_CACHED_MAX);
    // The latest last: it is the last that goes.
    for (const versionId of inUse.reverse()) {
      if (this.#closing) return;
      const warm = await models.warm(versionId);
      if (!warm.ok) await forgetVersionInUse(this.#redis, versionId);
    }
  }
}

function shippedVersion({ id, architecture, artifact }: ShippedModel): ModelVersion {
  const { layers, outputs, parameters, createdAt, dataset, metrics } = artifact.card;
  return {
    id,
    roomId: null,
    number: 0,
    origin: 'shipped',
    architecture,
    layers,
    ...(outputs ? { outputs } : {}),
    parameters,
    parentId: null,
    runId: null,
    createdAt: Date.parse(createdAt),
    dataset,
    metrics,
  };
}
