import type { Digit, Sample, SamplePart } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';

/** A sample that says which digit it is. */
export type DigitSample = Sample & { label: Digit };

/**
 * Samples read from Redis in one step, about: some 40 kB of digits, or two and a half megabytes of scribbles, which takes
 * neither Redis nor the reader long.
 */
const SCAN_COUNT = 25;

/**
 * The room's samples with a digit as label, in the order in which they were made.
 * @param parts which of them: a run learns from `training` and is measured on `holdout`
 */
export async function readDigitSamples(
  redis: Redis,
  roomId: string,
  parts: readonly SamplePart[],
): Promise<DigitSample[]> {
  // A scan may return an entry twice: the map keeps it once.
  const samples = new Map<string, DigitSample>();
  let cursor = '0';
  do {
    const [next, entries] = await redis.hscan(roomKeys(roomId).samples, cursor, 'COUNT', SCAN_COUNT);
    cursor = next;
    for (let i = 1; i < entries.length; i += 2) {
      const sample = JSON.parse(entries[i]!) as Sample;
      if (isDigitSample(sample) && parts.includes(sample.part)) samples.set(sample.id, sample);
    }
  } while (cursor !== '0');
  return [...samples.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function isDigitSample(sample: Sample): sample is DigitSample {
  return typeof sample.label === 'number';
}
