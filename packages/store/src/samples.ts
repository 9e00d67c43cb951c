import type { Contribution, Digit, Sample, SamplePart } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';
import { readPeople } from './room-people.js';

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

/**
 * Who annotated and wrote a room's samples, and how many; whoever has most comes first. Somebody whom the room does not know
 * any more is left out.
 */
export async function readContributions(redis: Redis, roomId: string): Promise<Contribution[]> {
  const counts = new Map<string, { annotated: number; written: number }>();
  for (const facts of await redis.hvals(roomKeys(roomId).sampleFacts)) {
    const [, , annotatedBy, authors] = facts.split('|') as [string, string, string, string];
    const of = (personId: string) => {
      const known = counts.get(personId) ?? { annotated: 0, written: 0 };
      counts.set(personId, known);
      return known;
    };
    of(annotatedBy).annotated++;
    for (const author of authors.split(',')) of(author).written++;
  }
  const people = await readPeople(redis, roomId, [...counts.keys()]);
  return people
    .map((person) => ({ person, ...counts.get(person.id)! }))
    .sort((a, b) => b.annotated + b.written - (a.annotated + a.written) || (a.person.id < b.person.id ? -1 : 1));
}

function isDigitSample(sample: Sample): sample is DigitSample {
  return typeof sample.label === 'number';
}
