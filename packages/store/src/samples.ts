import {
  authorOf,
  type Ink,
  type PersonSamples,
  type Sample,
  type SampleFacts,
  type SamplePart,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { readInk, readThinInk } from './ink.js';
import { roomKeys } from './keys.js';
import { migrateRoom } from './migrate-room.js';
import { readPeople } from './room-people.js';

/** Samples that Redis hands out in one step, about: a fifth of a kilobyte each. */
const SCAN_COUNT = 200;

/**
 * The room's samples with their ink, of digits and of what is none, in the order in which they were made.
 * @param parts which of them: a run learns from `training` and is measured on `holdout`
 * @param latest how many, where the latest alone are wanted
 * @throws CodedException `server_outdated` where a newer inkroom has written the room
 */
export async function readPartSamples(
  redis: Redis,
  roomId: string,
  parts: readonly SamplePart[],
  latest = Number.POSITIVE_INFINITY,
): Promise<Sample[]> {
  const all = (await listSamples(redis, roomId)).filter(([, { part }]) => parts.includes(part));
  const wanted = all.slice(-latest);
  const ink = await readThinInk(
    redis,
    roomId,
    wanted.flatMap(([, { strokes }]) => strokes),
  );
  return wanted.flatMap(([id, { label, part, labelledBy, at, strokes }]) => {
    const drawn = strokes.flatMap((stroke) => ink[stroke] ?? []);
    // One that was withdrawn between the two reads.
    if (drawn.length < strokes.length) return [];
    return [{ id, label, part, labelledBy, at, authorId: authorOf(strokes[0]!), strokes: drawn }];
  });
}

/** A sample with its id and its ink. */
export type InkedSample = SampleFacts & { id: string; ink: Ink[] };

/** Samples whose ink is read at once. */
const SAMPLES_AT_ONCE = 100;

/**
 * All samples of a room with their ink, in the order in which they were made, some at a time; those that are withdrawn meanwhile are left out.
 * @param options.isThin as models read them, not as they were drawn
 */
export async function* samplesWithInk(
  redis: Redis,
  roomId: string,
  samples: readonly (readonly [string, SampleFacts])[],
  { isThin }: { isThin: boolean },
): AsyncGenerator<InkedSample[]> {
  for (let i = 0; i < samples.length; i += SAMPLES_AT_ONCE) {
    const some = samples.slice(i, i + SAMPLES_AT_ONCE);
    const strokes = some.flatMap(([, one]) => one.strokes);
    const ink = await (isThin ? readThinInk : readInk)(redis, roomId, strokes);
    yield some.flatMap(([id, sample]) => {
      const drawn = sample.strokes.flatMap((stroke) => ink[stroke] ?? []);
      return drawn.length < sample.strokes.length ? [] : [{ ...sample, id, ink: drawn }];
    });
  }
}

/**
 * All samples of a room by their id, without their ink, in the order in which they were made.
 * @throws CodedException `server_outdated` where a newer inkroom has written the room
 */
export async function listSamples(redis: Redis, roomId: string): Promise<[string, SampleFacts][]> {
  // Nobody may have opened the room since it was written.
  await migrateRoom(redis, roomId);
  return (await readSamples(redis, roomId)).sort(inOrder);
}

function inOrder([a, one]: [string, SampleFacts], [b, other]: [string, SampleFacts]): number {
  return one.at - other.at || (a < b ? -1 : 1);
}

/** All samples of a room by their id, without their ink. */
async function readSamples(redis: Redis, roomId: string): Promise<[string, SampleFacts][]> {
  // A scan may return an entry twice: the map keeps it once.
  const samples = new Map<string, SampleFacts>();
  let cursor = '0';
  do {
    const [next, entries] = await redis.hscan(roomKeys(roomId).samples, cursor, 'COUNT', SCAN_COUNT);
    cursor = next;
    for (let i = 0; i < entries.length; i += 2) samples.set(entries[i]!, JSON.parse(entries[i + 1]!) as SampleFacts);
  } while (cursor !== '0');
  return [...samples];
}

/**
 * Who labelled and wrote a room's samples, and how many; whoever has most comes first. Somebody whom the room does not know
 * any more is left out.
 */
export async function readSamplesByPerson(redis: Redis, roomId: string): Promise<PersonSamples[]> {
  const counts = new Map<string, { labelled: number; written: number }>();
  for (const [, { labelledBy, strokes }] of await readSamples(redis, roomId)) {
    const of = (personId: string) => {
      const known = counts.get(personId) ?? { labelled: 0, written: 0 };
      counts.set(personId, known);
      return known;
    };
    of(labelledBy).labelled++;
    for (const author of new Set(strokes.map(authorOf))) of(author).written++;
  }
  const people = await readPeople(redis, roomId, [...counts.keys()]);
  return people
    .map((person) => ({ person, ...counts.get(person.id)! }))
    .sort((a, b) => b.labelled + b.written - (a.labelled + a.written) || (a.person.id < b.person.id ? -1 : 1));
}
