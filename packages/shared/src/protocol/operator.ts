import { z } from 'zod';
import { poolSchema, runStateSchema, workerInfoSchema } from './runs.js';

const count = z.number().int();
const time = z.number().describe('ms since the epoch');

/** What a gateway says of itself. */
export const gatewayInfoSchema = z.strictObject({
  id: z.string(),
  host: z.string().describe('the name of its machine or container'),
  startedAt: time,
  connections: count,
  rooms: count.describe('with people there'),
  unsentBytes: count.describe('what its people have yet to take'),
  memoryBytes: count.describe('of its process, resident'),
  draining: z.boolean().describe('whether it takes nobody in any more'),
});
export type GatewayInfo = z.infer<typeof gatewayInfoSchema>;

export const queueStateSchema = z.strictObject({
  name: z.string(),
  waiting: count,
  active: count,
  delayed: count,
});

export const activeRunSchema = z.strictObject({
  id: z.string(),
  number: count,
  roomTitle: z.string(),
  state: runStateSchema,
  pool: poolSchema,
  epoch: count,
  epochs: count,
  createdAt: time,
  workerId: z.string().nullable(),
});

/** `GET /api/operator/state`. */
export const operatorStateSchema = z.strictObject({
  now: time,
  gateways: z.array(gatewayInfoSchema),
  workers: z.array(workerInfoSchema),
  queues: z.array(queueStateSchema),
  runs: z.array(activeRunSchema).describe('that have not ended'),
  store: z.strictObject({
    usedBytes: count,
    maxBytes: count.describe('0 where Redis may take what there is'),
  }),
});
export type OperatorState = z.infer<typeof operatorStateSchema>;

export const roomSummarySchema = z.strictObject({
  digest: z.string().describe('as logs name the room: its id lets nobody in, but stays out of what is shown'),
  title: z.string(),
  people: count.describe('there now'),
  usedAt: time.describe('of its last entry, or when it was opened'),
  bytes: count.describe('that it takes of Redis, about'),
  entries: count.describe('of its log'),
  versions: count,
});
export type RoomSummary = z.infer<typeof roomSummarySchema>;

/** `GET /api/operator/rooms`. */
export const operatorRoomsSchema = z.strictObject({
  count: count.describe('of all rooms'),
  rooms: z.array(roomSummarySchema).describe('those used last'),
});
export type OperatorRooms = z.infer<typeof operatorRoomsSchema>;

/** What an operator may ask for: to drain a gateway or worker, and to cancel a run. */
export const drainRequestSchema = z.strictObject({ id: z.string().min(1).max(64) });
export const cancelRequestSchema = z.strictObject({ runId: z.string().min(1).max(64) });
