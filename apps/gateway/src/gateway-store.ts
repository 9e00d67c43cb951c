import type { Limits, OperatorState } from '@inkroom/shared';
import {
  checkRedis,
  connectRedis,
  type EvaluationQueue,
  type ImportQueue,
  openEvaluationQueue,
  openImportQueue,
  openPredictQueue,
  openRecognitionQueue,
  openTrainingQueues,
  type PredictQueue,
  type RecognitionQueue,
  StoreClock,
  type TrainingQueues,
} from '@inkroom/store';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** A gateway's connections to Redis, and the queues that it fills. */
export class GatewayStore {
  readonly clock = new StoreClock();
  readonly recognition: RecognitionQueue;
  readonly runs: TrainingQueues;
  readonly evaluation: EvaluationQueue;
  readonly imports: ImportQueue;
  readonly predict: PredictQueue;

  private constructor(
    readonly redis: Redis,
    readonly subscriber: Redis,
    /** For files, behind which no operation waits. */
    readonly files: Redis,
    private readonly log: Logger,
  ) {
    // On the operations' own connection: a cell is not read before the operation that changed it.
    this.recognition = openRecognitionQueue(redis);
    this.runs = openTrainingQueues(redis);
    this.evaluation = openEvaluationQueue(redis);
    this.imports = openImportQueue(redis);
    this.predict = openPredictQueue(redis);
    for (const queue of this.queues())
      queue.on('error', (error) => log.debug({ err: error, queue: queue.name }, 'queue'));
  }

  /** @throws when Redis is of a kind that inkroom cannot use */
  static async open(redisUrl: string, limits: Limits, log: Logger): Promise<GatewayStore> {
    const connect = (role: 'command' | 'subscriber', name: string) =>
      connectRedis(redisUrl, role, `gateway-${name}`, { limits, log });
    const redis = connect('command', 'command');
    await checkRedis(redis, log);
    return new GatewayStore(redis, connect('subscriber', 'subscriber'), connect('command', 'files'), log);
  }

  /** What each queue has in hand. */
  async queueStates(): Promise<OperatorState['queues']> {
    return Promise.all(
      this.queues().map(async (queue) => {
        const { waiting, prioritized, ...counts } = await queue.getJobCounts(
          'waiting',
          'prioritized',
          'active',
          'delayed',
        );
        return { name: queue.name, waiting: waiting! + prioritized!, active: counts.active!, delayed: counts.delayed! };
      }),
    );
  }

  /** Asks for the store's time; what goes wrong is in the log. */
  async measureClock(): Promise<void> {
    await this.clock
      .measure(this.redis)
      .catch((error: unknown) => this.log.debug({ err: error }, 'could not ask for the time'));
  }

  async closeQueues(): Promise<void> {
    await Promise.all(this.queues().map((queue) => queue.close()));
  }

  disconnect(): void {
    for (const connection of [this.redis, this.files, this.subscriber]) connection.disconnect();
  }

  queues(): Queue[] {
    return [this.recognition, this.evaluation, this.predict, this.imports, this.runs.cpu, this.runs.gpu];
  }
}
