import { type InkById, type LogEntry, type Page, parseInk, parseThinInk, type StrokeId } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';

/** Strokes asked for at once: what Redis answers without keeping others waiting. */
const STROKES_AT_ONCE = 500;

/** The ink of strokes, as far as something still names them. */
export function readInk(redis: Redis, roomId: string, ids: readonly StrokeId[]): Promise<InkById> {
  return readStored(redis, roomId, ids, parseInk);
}

/** The same as models read it. */
export function readThinInk(redis: Redis, roomId: string, ids: readonly StrokeId[]): Promise<InkById> {
  return readStored(redis, roomId, ids, parseThinInk);
}

/** The strokes in the cells of a page. */
export function strokesOn({ cells }: Page): StrokeId[] {
  return Object.values(cells).flatMap(({ strokes }) => strokes);
}

/** The strokes that entries add. */
export function strokesAdded(entries: readonly LogEntry[]): StrokeId[] {
  return entries.flatMap(({ effect }) => (effect.kind === 'stroke.add' ? [effect.id] : []));
}

async function readStored(
  redis: Redis,
  roomId: string,
  ids: readonly StrokeId[],
  parse: (stored: string) => InkById[string],
): Promise<InkById> {
  const ink: InkById = {};
  for (let i = 0; i < ids.length; i += STROKES_AT_ONCE) {
    const wanted = ids.slice(i, i + STROKES_AT_ONCE);
    const stored = await redis.hmget(roomKeys(roomId).ink, ...wanted);
    for (const [at, id] of wanted.entries()) if (stored[at]) ink[id] = parse(stored[at]);
  }
  return ink;
}
