import { type Limits, type Score, type ScorePoint, scorePointSchema } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';

/** A point of the score's line stands for so long, ms: the line of a lesson has some hundreds. */
export const SCORE_POINT_MS = 10_000;
/** Points that are kept of a room: those of three lessons in which the score never rests, or of a year in which it mostly does. */
const POINTS_MAX = 1_000;

/**
 * Keeps a room's score as a point of its line, unless another gateway has kept one for the same `SCORE_POINT_MS`.
 * @param now ms since the epoch, by the store's clock
 */
export async function keepScore(
  redis: Redis,
  roomId: string,
  score: Score,
  now: number,
  { roomIdleTtlSeconds }: Pick<Limits, 'roomIdleTtlSeconds'>,
): Promise<void> {
  const { scores } = roomKeys(roomId);
  const point: ScorePoint = { ...score, at: now };
  // A stream takes no id twice, and none that is older than its last: that command fails alone.
  const id = `${Math.floor(now / SCORE_POINT_MS)}-0`;
  await redis
    .pipeline()
    .xadd(scores, 'MAXLEN', '~', POINTS_MAX, id, 'point', JSON.stringify(point))
    .expire(scores, roomIdleTtlSeconds)
    .exec();
}

/** A room's score over time, oldest first. */
export async function readScores(redis: Redis, roomId: string): Promise<ScorePoint[]> {
  const entries = await redis.xrange(roomKeys(roomId).scores, '-', '+');
  return entries.map(([, [, json]]) => scorePointSchema.parse(JSON.parse(json!)));
}
