import { createHash } from 'node:crypto';
import {
  type EpochPoint,
  type Evaluation,
  fail,
  hasEnded,
  type Limits,
  ok,
  QUEUED_PROGRESS,
  type Result,
  type Run,
  type RunDetails,
  type RunLogLine,
  type RunPoint,
  type RunSpec,
  type ShelfDigit,
  type WatchPoint,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { isAttended } from './attendance.js';
import { publishControl, publishToRoom, type RoomMessage, roomChannel } from './channels.js';
import { ACTIVE_RUNS, roomKeys, runKeys } from './keys.js';
import { LuaScript } from './script.js';
import { storeTime } from './store-clock.js';

export interface NewRun {
  roomId: string;
  startedBy: Run['startedBy'];
  spec: RunSpec;
  /** The client's id of the request: the same one never makes a second run. */
  requestId: string;
  /** The address that asks for it, kept as a digest. */
  address?: string;
}

/** What of a run may change after its creation. */
export type RunPatch = Partial<Omit<Run, 'id' | 'roomId' | 'number' | 'startedBy' | 'spec' | 'createdAt'>>;

/** What a run's curves and its log gained. */
export interface RunSeries {
  points: RunPoint[];
  epochs: EpochPoint[];
  watched: WatchPoint[];
  log: RunLogLine[];
}

const takeNumber = new LuaScript('take-run-number');
const replaceRecord = new LuaScript('replace-run');

/**
 * Records a run as `pending` and tells its room. The caller queues it (`enqueueRun`); doing both again with the same
 * `requestId` after a lost answer is harmless, for the run's id follows from it.
 * @returns `too_many_runs` when the room has `runsActivePerRoom` that have not ended
 */
export async function createRun(redis: Redis, request: NewRun, limits: Limits): Promise<Result<Run>> {
  const { roomId, startedBy, spec, requestId, address } = request;
  const id = runIdOf(roomId, requestId);
  const { roomIdleTtlSeconds: ttl, runsActivePerRoom: max } = limits;
  const keys = { runs: roomKeys(roomId).runs, active: ACTIVE_RUNS };
  const number = (await takeNumber.run(redis, keys, { id, ttl, activeMax: max })) as number;
  if (number === 0) return fail('too_many_runs', { max });
  const createdAt = await storeTime(redis);
  const run: Run = {
    id,
    roomId,
    number,
    startedBy,
    spec,
    state: 'pending',
    createdAt,
    startedAt: null,
    endedAt: null,
    progress: QUEUED_PROGRESS,
    worker: null,
    dataset: null,
    versionId: null,
    testAccuracy: null,
    checkpointEpoch: 0,
    cost: null,
    error: null,
  };
  const json = JSON.stringify(run);
  if (address !== undefined) await redis.set(runKeys(id).address, digestOf(address), 'EX', ttl);
  const stored = await redis.set(runKeys(id).record, json, 'EX', ttl, 'NX');
  if (!stored) return ok((await readRun(redis, id)) ?? run);
  await publishToRoom(redis, roomId, { event: 'run.changed', payload: run });
  await pruneRuns(redis, roomId, limits);
  return ok(run);
}

/** The id of the run that a request makes, or has made. */
export function runIdOf(roomId: string, requestId: string): string {
  return digestOf(`${roomId}/${requestId}`);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 21);
}

export async function readRun(redis: Redis, runId: string): Promise<Run | null> {
  const json = await redis.get(runKeys(runId).record);
  return json ? (JSON.parse(json) as Run) : null;
}

/** A run with its whole curve and log, or null when there is no such run. */
export async function readRunDetails(redis: Redis, runId: string): Promise<RunDetails | null> {
  const keys = runKeys(runId);
  const [run, points, epochs, watched, log, shelf, evaluation] = await Promise.all([
    readRun(redis, runId),
    redis.lrange(keys.points, 0, -1),
    redis.lrange(keys.epochs, 0, -1),
    redis.lrange(keys.watched, 0, -1),
    redis.lrange(keys.log, 0, -1),
    redis.get(keys.shelf),
    redis.get(keys.evaluation),
  ]);
  if (!run) return null;
  const parse = <T>(list: string[]) => list.map((json) => JSON.parse(json) as T);
  return {
    run,
    points: parse<RunPoint>(points),
    epochs: parse<EpochPoint>(epochs),
    log: parse<RunLogLine>(log),
    watched: parse<WatchPoint>(watched),
    shelf: shelf === null ? null : (JSON.parse(shelf) as ShelfDigit[]),
    evaluation: evaluation === null ? null : (JSON.parse(evaluation) as Evaluation),
  };
}

/** Keeps a finished run's evaluation beside it, for as long as the run. */
export async function saveEvaluation(
  redis: Redis,
  runId: string,
  evaluation: Evaluation,
  limits: Limits,
): Promise<void> {
  await redis.set(runKeys(runId).evaluation, JSON.stringify(evaluation), 'EX', limits.roomIdleTtlSeconds);
}

/** Keeps what a run is watched on beside it, for as long as the run. */
export async function saveShelf(
  redis: Redis,
  runId: string,
  shelf: readonly ShelfDigit[],
  limits: Limits,
): Promise<void> {
  await redis.set(runKeys(runId).shelf, JSON.stringify(shelf), 'EX', limits.roomIdleTtlSeconds);
}

/** The room's runs, oldest first. Looking at them keeps them for as long as a room is kept. */
export async function listRuns(redis: Redis, roomId: string, limits: Limits): Promise<Run[]> {
  const ids = await redis.zrange(roomKeys(roomId).runs, '0', '-1');
  if (ids.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.get(runKeys(id).record);
  pipeline.expire(roomKeys(roomId).runs, limits.roomIdleTtlSeconds);
  for (const id of ids) {
    const { record, points, epochs, watched, log, shelf, evaluation } = runKeys(id);
    for (const key of [record, points, epochs, watched, log, shelf, evaluation])
      pipeline.expire(key, limits.roomIdleTtlSeconds);
  }
  const answers = (await pipeline.exec()) ?? [];
  return answers.slice(0, ids.length).flatMap(([error, json]) => {
    if (error) throw error;
    return json ? [JSON.parse(json as string) as Run] : [];
  });
}

/**
 * Changes a run and tells its room. Atomic: no change is lost, and a run that has ended never changes again, whoever
 * comes late.
 * @param patch what changes; as a function of the run when it depends on it
 * @param onlyIf refuses the change unless it holds for the run as it is at that moment
 * @returns the run as it is now, or null when there is no such run, it has ended, or `onlyIf` did not hold
 */
export async function updateRun(
  redis: Redis,
  runId: string,
  patch: RunPatch | ((run: Run) => RunPatch),
  limits: Limits,
  onlyIf: (run: Run) => boolean = () => true,
): Promise<Run | null> {
  const { record, address, cancel, checkpoint, attended } = runKeys(runId);
  for (;;) {
    const before = await redis.get(record);
    if (!before) return null;
    const current = JSON.parse(before) as Run;
    if (hasEnded(current) || !onlyIf(current)) return null;
    const run: Run = { ...current, ...(typeof patch === 'function' ? patch(current) : patch) };
    const message: RoomMessage = { event: 'run.changed', payload: run };
    const args = {
      expected: before,
      replacement: JSON.stringify(run),
      channel: roomChannel(run.roomId),
      message: JSON.stringify(message),
      ttl: limits.roomIdleTtlSeconds,
    };
    if ((await replaceRecord.run(redis, { record }, args)) === 0) continue;
    if (hasEnded(run))
      await Promise.all([redis.srem(ACTIVE_RUNS, runId), redis.del(address, cancel, checkpoint, attended)]);
    return run;
  }
}

/**
 * Adds to a run's curves and log and tells its room. The oldest of what is beyond the limits goes. All or nothing: what
 * Redis refuses may be given again.
 */
export async function appendSeries(
  redis: Redis,
  run: Pick<Run, 'id' | 'roomId'>,
  series: Partial<RunSeries>,
  limits: Limits,
): Promise<void> {
  const { points = [], epochs = [], watched = [], log = [] } = series;
  if (points.length + epochs.length + watched.length + log.length === 0) return;
  const keys = runKeys(run.id);
  const transaction = redis.multi();
  const append = (key: string, list: readonly object[], max: number) => {
    if (list.length === 0) return;
    transaction.rpush(key, ...list.map((entry) => JSON.stringify(entry)));
    transaction.ltrim(key, -max, -1);
    transaction.expire(key, limits.roomIdleTtlSeconds);
  };
  append(keys.points, points, limits.runPointsMax);
  append(keys.epochs, epochs, limits.runPointsMax);
  append(keys.watched, watched, limits.runPointsMax);
  append(keys.log, log, limits.runLogLinesMax);
  await transaction.exec();
  await publishToRoom(redis, run.roomId, {
    event: 'run.series',
    payload: { runId: run.id, points, epochs, watched, log },
  });
}

/**
 * Takes a run's curves back to where they were after an epoch, because it goes on from there; epoch 0 empties them. The
 * log stays: it says why. Only the worker that has the run may do it, before it reports anything.
 */
export async function rewindSeries(redis: Redis, runId: string, epoch: number): Promise<void> {
  const { points, epochs, watched } = runKeys(runId);
  const rewind = async (key: string) => {
    const entries = await redis.lrange(key, 0, -1);
    const kept = entries.findLastIndex((json) => (JSON.parse(json) as { epoch: number }).epoch <= epoch);
    if (kept < 0 || epoch === 0) await redis.del(key);
    else await redis.ltrim(key, 0, kept);
  };
  await Promise.all([rewind(points), rewind(epochs), rewind(watched)]);
}

/**
 * Asks for a run to be stopped. One that nobody works on (waiting, or lost by its worker) is cancelled here and now; else
 * the worker is told and ends it.
 * @returns the run as it is after the request, or null when there is no such run or it has ended
 */
export async function requestCancel(redis: Redis, runId: string, limits: Limits): Promise<Run | null> {
  // The key comes first: a worker that takes the run from here on looks for it.
  await redis.set(runKeys(runId).cancel, '1', 'EX', limits.roomIdleTtlSeconds);
  await publishControl(redis, { kind: 'run.cancel', runId });
  const run = await readRun(redis, runId);
  if (!run || hasEnded(run)) {
    await redis.del(runKeys(runId).cancel);
    return null;
  }
  if (await isAttended(redis, run)) return run;
  const ended = ({ progress }: Run): RunPatch => ({
    state: 'cancelled',
    endedAt: Date.now(),
    progress: { ...progress, etaMs: null },
  });
  const same = (now: Run) => now.state === run.state && now.worker?.id === run.worker?.id;
  return (await updateRun(redis, runId, ended, limits, same)) ?? (await readRun(redis, runId));
}

/** Drops the oldest ended runs of a room beyond the number that is kept, and entries whose record is gone. */
async function pruneRuns(redis: Redis, roomId: string, limits: Limits): Promise<void> {
  const list = roomKeys(roomId).runs;
  const surplus = (await redis.zcard(list)) - limits.runsKeptPerRoom;
  if (surplus <= 0) return;
  // The newest is left alone: its number is what the next one follows.
  const ids = await redis.zrange(list, '0', '-2');
  let dropped = 0;
  for (const id of ids) {
    if (dropped === surplus) return;
    const run = await readRun(redis, id);
    if (run && !hasEnded(run)) continue;
    await redis
      .pipeline()
      .zrem(list, id)
      .del(Object.values(runKeys(id)))
      .exec();
    dropped++;
  }
}
