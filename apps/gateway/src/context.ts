import type { Limits } from '@inkroom/shared';
import type { TrainingQueues } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Gate } from './gate.js';
import type { Metrics } from './metrics.js';
import type { PoolWatch } from './pool-watch.js';
import type { ReadingQueue } from './reading-queue.js';
import type { Rooms } from './rooms.js';

/** What handlers of requests work with. */
export interface Context {
  redis: Redis;
  rooms: Rooms;
  readings: ReadingQueue;
  runs: TrainingQueues;
  pools: PoolWatch;
  gate: Gate;
  limits: Limits;
  metrics: Metrics;
  log: Logger;
}
