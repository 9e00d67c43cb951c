import {
  type CellIndex,
  type Framing,
  type Ink,
  type Limits,
  type PredictionRecord,
  parseThinInk,
  thinStroke,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomChannel } from './channels.js';
import { cellField, roomKeys } from './keys.js';
import type { CellAddress } from './queues.js';
import { CLAIM_MS } from './recognition-jobs.js';
import { LuaScript } from './script.js';

const readCells = new LuaScript('read-cells');
const publish = new LuaScript('publish-predictions');
const writeLive = new LuaScript('write-live-ink');

/** All that reading a cell takes, at one moment. */
export interface CellInput extends CellAddress {
  revision: number;
  /** See {@link Prediction.live}. */
  live: number;
  generation: number;
  /** The room's champion. */
  modelVersion: string;
  /** The champion before it, if there was one. */
  previous: string | null;
  /** The room's challenger, if it has one. */
  challenger: string | null;
  framing: Framing;
  /** The cell's strokes in the order of the log, then the unfinished ones, all of them thinned. Never empty. */
  strokes: Ink[];
}

/**
 * What the cells of some jobs hold now, in one round trip; they are no longer claimed. A job's answer is null where its cell holds nothing, or its room is
 * gone.
 */
export async function readCellInputs(redis: Redis, jobs: readonly CellAddress[]): Promise<(CellInput | null)[]> {
  const rooms = new Map<string, number[]>();
  for (const [i, { roomId }] of jobs.entries()) {
    const ofRoom = rooms.get(roomId);
    if (ofRoom) ofRoom.push(i);
    else rooms.set(roomId, [i]);
  }
  const calls = [...rooms].map(([roomId, ofRoom]) => {
    const { meta, ink, cells, counts, asked, livePrefix } = roomKeys(roomId);
    const list = ofRoom.map((i) => [jobs[i]!.page, jobs[i]!.cell]);
    return { keys: { meta, ink, cells, counts, asked }, args: { livePrefix, list } };
  });
  const answers = (await readCells.runAll(redis, calls)) as (RoomAnswer | null)[];
  const inputs: (CellInput | null)[] = jobs.map(() => null);
  for (const [n, ofRoom] of [...rooms.values()].entries()) {
    const answer = answers[n];
    if (!answer) continue;
    const [modelVersion, previous, challenger, framing, generation, cells] = answer;
    const room = {
      modelVersion,
      previous: previous || null,
      challenger: challenger || null,
      framing,
      generation: Number(generation),
    };
    for (const [k, i] of ofRoom.entries()) {
      const written = cells[k];
      if (!written) continue;
      const { roomId, page, cell } = jobs[i]!;
      const [revision, live, ...inks] = written;
      const strokes = (inks as string[]).map(parseThinInk);
      inputs[i] = { roomId, page, cell, revision: Number(revision), live: Number(live), ...room, strokes };
    }
  }
  return inputs;
}

/** What `read-cells` says of a room: of each cell revision, count of live writes, and ink. */
type RoomAnswer = [
  champion: string,
  previous: string,
  challenger: string,
  framing: Framing,
  generation: string,
  cells: (unknown[] | null)[],
];

/**
 * Stores and tells what was predicted, in one round trip and one message for each room. What the room has moved past (another model,
 * framing or revision, a later prediction of the same ink, or the champion's own) is dropped (R4).
 * @returns how many were news
 */
export async function publishPredictions(
  redis: Redis,
  byRoom: ReadonlyMap<string, readonly PredictionRecord[]>,
  { roomIdleTtlSeconds: ttl }: Pick<Limits, 'roomIdleTtlSeconds'>,
): Promise<number> {
  const calls = [...byRoom].map(([roomId, predictions]) => {
    const { meta, cells, predictions: predictionsKey, livePrefix } = roomKeys(roomId);
    const list = predictions.map(({ page, cell, generation, revision, live, insteadOf }) => [
      page,
      cell,
      generation,
      revision,
      live,
      insteadOf === null,
    ]);
    // Beside the arguments: as texts within their JSON they would be written and read twice.
    const binary = { texts: predictions.map((prediction) => JSON.stringify(prediction)) };
    const args = { livePrefix, list, channel: roomChannel(roomId), ttl };
    return { keys: { meta, cells, predictions: predictionsKey }, args, binary };
  });
  const counts = (await publish.runAll(redis, calls)) as number[];
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How a cell was last predicted, with all that its worker has stored of it; null where it was not. */
export async function readPrediction(
  redis: Redis,
  roomId: string,
  page: number,
  cell: CellIndex,
): Promise<PredictionRecord | null> {
  const stored = await redis.hget(roomKeys(roomId).predictions, cellField(page, cell));
  return stored ? (JSON.parse(stored) as PredictionRecord) : null;
}

/** How the cells of a room were last predicted. */
export async function readPredictions(redis: Redis, roomId: string): Promise<PredictionRecord[]> {
  const stored = await redis.hvals(roomKeys(roomId).predictions);
  return stored.map((text) => JSON.parse(text) as PredictionRecord);
}

export interface LiveInkChange extends CellAddress {
  /** Unfinished strokes by id as they are now; null for one that was given up. */
  strokes: ReadonlyMap<string, Ink | null>;
}

/**
 * Stores unfinished strokes of cells, so that they are read with these, in one round trip. They vanish by themselves when
 * their author does.
 * @returns for each cell whether it is to be asked for, and claimed by that: not so when the strokes have become durable, or a job
 *   that will read it waits already
 */
export async function writeLiveInk(
  redis: Redis,
  changes: readonly LiveInkChange[],
  { liveExpiryMs, roomIdleTtlSeconds: ttl }: Pick<Limits, 'liveExpiryMs' | 'roomIdleTtlSeconds'>,
): Promise<boolean[]> {
  const calls = changes.map(({ roomId, page, cell, strokes }) => {
    const { ink, pages, cells, counts, predictions, live, asked } = roomKeys(roomId);
    return {
      keys: { ink, pages, cells, counts, predictions, live: live(page, cell), asked },
      args: {
        page,
        field: cellField(page, cell),
        strokes: [...strokes].map(([id, drawn]) => [id, drawn !== null && JSON.stringify(thinStroke(drawn))]),
        expiryMs: liveExpiryMs * LIVE_INK_LIVES,
        claimMs: CLAIM_MS,
        ttl,
      },
    };
  });
  return (await writeLive.runAll(redis, calls)).map((answer) => answer === 1);
}

/** Stored live ink outlives what screens show, so that a slow gateway's next write still finds the rest of the cell. */
const LIVE_INK_LIVES = 2;
