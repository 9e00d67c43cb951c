import { type Ink, type Sample, type SampleFacts, storedInk, strokeIdOf } from '@inkroom/shared';
import { roomKeys } from '@inkroom/store';
import type { Redis } from 'ioredis';

/** A sample that nobody drew and nobody labelled. */
export type MadeSample = Pick<Sample, 'id' | 'label' | 'part' | 'at'> & { strokes: readonly Ink[] };

const AUTHOR = 'sample-author';

/** Puts samples into the store with their ink, as a room's log would have left them; its counters stay as they are. */
export async function storeSamples(redis: Redis, roomId: string, made: readonly MadeSample[]): Promise<void> {
  const keys = roomKeys(roomId);
  for (const { id, strokes, ...said } of made) {
    const drawn = strokes.map((stroke, nth) => [strokeIdOf(AUTHOR, `${id}-${nth}`), storedInk(stroke)] as const);
    const facts: SampleFacts = {
      ...said,
      labelledBy: 'sample-labeller',
      page: 1,
      cell: 0,
      strokes: drawn.map(([stroke]) => stroke),
      bytes: drawn.reduce((sum, [, text]) => sum + text.length, 0),
    };
    await redis.hset(keys.ink, Object.fromEntries(drawn));
    await redis.hset(keys.samples, id, JSON.stringify(facts));
  }
}
