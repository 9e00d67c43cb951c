import type { Digit, Sample } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';

/** A sample that a run may learn from. */
export type TrainingSample = Sample & { label: Digit; part: 'training' };

/** Samples read from Redis in one step: about 150 kB, so that nobody else waits long for Redis. */
const SCAN_COUNT = 100;

/**
 * The room's samples that a run may learn from: of the training part, with a digit as label, in the order in which they
 * were made.
 */
export async function readTrainingSamples(redis: Redis, roomId: string): Promise<TrainingSample[]> {
  // A scan may return an entry twice: the map keeps it once.
  const samples = new Map<string, TrainingSample>();
  let cursor = '0';
  do {
    const [next, entries] = await redis.hscan(roomKeys(roomId).samples, cursor, 'COUNT', SCAN_COUNT);
    cursor = next;
    for (let i = 1; i < entries.length; i += 2) {
      const sample = JSON.parse(entries[i]!) as Sample;
      if (isTrainingSample(sample)) samples.set(sample.id, sample);
    }
  } while (cursor !== '0');
  return [...samples.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function isTrainingSample(sample: Sample): sample is TrainingSample {
  return sample.part === 'training' && typeof sample.label === 'number';
}
