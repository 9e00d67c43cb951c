import { estimatedCoreSeconds, hasEnded, type PoolName, type Run } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { ACTIVE_RUNS, runKeys } from './keys.js';
import { enqueueRun, type TrainingQueues } from './queues.js';
import { storeTime } from './store-clock.js';

/** A run that has not ended, and where it was asked for; null where nobody knows. */
export interface ActiveRun {
  run: Run;
  address: string | null;
}

/** After so many times its own work a run is waited for no longer: those that are shorter and come later go behind it. */
const PATIENCE = 10;

/** What BullMQ takes as a priority is 21 bits: a room's turn, and steps of work. */
const [ROOM_BITS, WORK_BITS] = [3, 18] as const;
/** By a hundredth of the work and less nobody is put before another. */
const STEPS_PER_DOUBLING = 60;

/**
 * Fairness (R7): in a pool's queue the first runs of all rooms go before their second ones, and shorter ones before longer. The
 * work of an address' second run counts twice, of its third three times. So thirty rooms with an hour's run each, at one address or
 * at thirty, delay another room's short one by what is at work already. What somebody waits is taken off the work of their run, so
 * that shorter ones do not pass it for ever.
 * @param now ms since the epoch, by the store's clock
 * @returns by run what BullMQ orders by: the least is taken first, equals in the order in which they came
 */
export function runPriorities(active: readonly ActiveRun[], now: number): Map<string, number> {
  const rooms = new Map<string, number>();
  const inOrder = [...active].sort((a, b) => a.run.createdAt - b.run.createdAt || a.run.number - b.run.number);
  const placed = inOrder.map(({ run, address }) => {
    const roomTurn = rooms.get(run.roomId) ?? 0;
    rooms.set(run.roomId, roomTurn + 1);
    const isRunning = run.state === 'running';
    return { run, isRunning, address: address ?? `room ${run.roomId}`, roomTurn, work: workLeft(run, now) };
  });
  placed.sort((a, b) => Number(b.isRunning) - Number(a.isRunning) || a.roomTurn - b.roomTurn || a.work - b.work);
  const addresses = new Map<string, number>();
  return new Map(
    placed.map(({ run, address, roomTurn, work }) => {
      const addressTurn = addresses.get(address) ?? 0;
      addresses.set(address, addressTurn + 1);
      const step = atMost(Math.round(STEPS_PER_DOUBLING * Math.log2(1 + work * (1 + addressTurn))), WORK_BITS);
      // 0 is another queue of BullMQ's, that of what was interrupted.
      return [run.id, Math.max(1, atMost(roomTurn, ROOM_BITS) * 2 ** WORK_BITS + step)];
    }),
  );
}

/** Core-seconds of a run that are still to be done, less what it has waited for. */
function workLeft({ spec, checkpointEpoch, createdAt }: Run, now: number): number {
  const left = estimatedCoreSeconds(spec) * (1 - checkpointEpoch / spec.epochs);
  return Math.max(0, left - Math.max(0, now - createdAt) / 1000 / PATIENCE);
}

function atMost(value: number, bits: number): number {
  return Math.min(value, 2 ** bits - 1);
}

/** Queues a recorded run where it belongs, and others anew; one that is queued already is not queued again. */
export async function enqueueFairly(redis: Redis, queues: TrainingQueues, run: Run): Promise<void> {
  const { pool } = run.spec;
  const priorities = await prioritiesOf(redis, pool);
  await enqueueRun(queues, run, priorities.get(run.id) ?? 1);
  await apply(queues, pool, priorities);
}

/** Orders a pool's queue anew, as after a run of it has ended: others of its room and address move up. */
export async function reorderRuns(redis: Redis, queues: TrainingQueues, pool: PoolName): Promise<void> {
  await apply(queues, pool, await prioritiesOf(redis, pool));
}

async function apply(queues: TrainingQueues, pool: PoolName, priorities: ReadonlyMap<string, number>): Promise<void> {
  // In the order of the queue, which those keep that get the same priority.
  for (const job of await queues[pool].getJobs(['prioritized'], 0, -1, true)) {
    const priority = job?.id === undefined ? undefined : priorities.get(job.id);
    if (priority !== undefined && priority !== job.priority) await job.changePriority({ priority });
  }
}

async function prioritiesOf(redis: Redis, pool: PoolName): Promise<Map<string, number>> {
  const ids = await redis.smembers(ACTIVE_RUNS);
  if (ids.length === 0) return new Map();
  const [records, addresses, now] = await Promise.all([
    redis.mget(ids.map((id) => runKeys(id).record)),
    redis.mget(ids.map((id) => runKeys(id).address)),
    storeTime(redis),
  ]);
  const active = records.flatMap((json, i): ActiveRun[] => {
    const run = json ? (JSON.parse(json) as Run) : null;
    return run && run.spec.pool === pool && !hasEnded(run) ? [{ run, address: addresses[i] ?? null }] : [];
  });
  return runPriorities(active, now);
}
