import { type CellIndex, DEFAULT_LIMITS, type Framing, type Ink, type Limits, type Prediction } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { publishPredictionsScript, readCellScript, writeLiveInkScript } from './cell-reading-scripts.js';
import type { RecognitionJob } from './queues.js';
import { roomCall, thinInkJson } from './room-call.js';

/** All that reading a cell takes, at one moment. */
export interface CellReading {
  roomId: string;
  sheet: number;
  cell: CellIndex;
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
 * What the cells of some jobs hold now, in one round trip. A job's answer is null where its page has been turned, its cell
 * holds nothing, or its room is gone.
 */
export async function readCells(
  redis: Redis,
  jobs: readonly Pick<RecognitionJob, 'roomId' | 'sheet' | 'cell'>[],
): Promise<(CellReading | null)[]> {
  const calls = jobs.map(({ roomId, sheet, cell }) => roomCall(roomId, [sheet, cell]));
  const answers = (await readCellScript.runAll(redis, calls)) as (string[] | null)[];
  return jobs.map(({ roomId, sheet, cell }, index) => {
    const answer = answers[index];
    if (!answer) return null;
    const [modelVersion, previous, challenger, framing, generation, revision, live, ...inks] = answer as [
      string,
      string,
      string,
      Framing,
      ...string[],
    ];
    return {
      roomId,
      sheet,
      cell,
      revision: Number(revision),
      live: Number(live),
      generation: Number(generation),
      modelVersion,
      previous: previous || null,
      challenger: challenger || null,
      framing,
      strokes: inks.map((json) => JSON.parse(json) as Ink),
    };
  });
}

/**
 * Stores and tells what was read, one message for each room, in one round trip. A prediction that the room has moved past
 * (another page, model, framing or revision, a later reading of the same ink, or the champion's own) is dropped (R4).
 * @returns how many were news
 */
export async function publishPredictions(
  redis: Redis,
  byRoom: ReadonlyMap<string, readonly Prediction[]>,
  limits: Limits = DEFAULT_LIMITS,
): Promise<number> {
  const calls = [...byRoom].map(([roomId, predictions]) =>
    roomCall(
      roomId,
      predictions.flatMap((prediction) => {
        const { sheet, cell, generation, revision, live, insteadOf } = prediction;
        return [sheet, cell, generation, revision, live, insteadOf ? '0' : '1', JSON.stringify(prediction)];
      }),
      limits,
    ),
  );
  const counts = (await publishPredictionsScript.runAll(redis, calls)) as number[];
  return counts.reduce((sum, count) => sum + count, 0);
}

export interface LiveInkChange {
  roomId: string;
  sheet: number;
  cell: CellIndex;
  /** Unfinished strokes by id as they are now; null for one that was given up. */
  strokes: ReadonlyMap<string, Ink | null>;
}

/**
 * Stores unfinished strokes of cells, so that they are read with these, in one round trip. They vanish by themselves when
 * their author does.
 * @returns for each cell whether there is something new to read: not so when the strokes have become durable or the page was
 *   turned
 */
export async function writeLiveInk(
  redis: Redis,
  changes: readonly LiveInkChange[],
  limits: Limits = DEFAULT_LIMITS,
): Promise<boolean[]> {
  const calls = changes.map(({ roomId, sheet, cell, strokes }) => {
    const inks = [...strokes].flatMap(([id, ink]) => [id, ink ? thinInkJson(ink) : '']);
    return roomCall(roomId, [sheet, cell, limits.liveExpiryMs * LIVE_INK_LIVES, ...inks], limits);
  });
  return (await writeLiveInkScript.runAll(redis, calls)).map((answer) => answer === 1);
}

/** Stored live ink outlives what screens show, so that a slow gateway's next write still finds the rest of the cell. */
const LIVE_INK_LIVES = 2;
