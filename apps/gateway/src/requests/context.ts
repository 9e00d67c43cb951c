import type { Limits } from '@inkroom/shared';
import type { StoreClock, TrainingQueues } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.js';
import type { PoolWatch } from '../pool-watch.js';
import type { PredictionQueue } from '../room/prediction-queue.js';
import type { Rooms } from '../room/rooms.js';
import type { Gate } from './gate.js';
import type { RoomListsReader } from './room-lists.js';

/** What handlers of requests work with. */
export interface Context {
  redis: Redis;
  clock: StoreClock;
  rooms: Rooms;
  lists: RoomListsReader;
  predictions: PredictionQueue;
  runs: TrainingQueues;
  pools: PoolWatch;
  gate: Gate;
  limits: Limits;
  metrics: Metrics;
  log: Logger;
}
