import {
  CodedException,
  codedError,
  DEFAULT_VERSION_ID,
  type ModelVersion,
  type SampleCounts,
  type SampleFacts,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { type RoomKeys, roomKeys, versionKeys } from './keys.js';
import { inParts, type Write } from './room-writes.js';
import { LuaScript } from './script.js';

/** What writes a room in the form of the next version. It may change anything but the log, which is forgotten. */
type Migration = (redis: Redis, keys: RoomKeys) => Promise<Write[]>;

/** The first one is for rooms of version 1. None is ever changed: rooms wait for it in some store. */
const MIGRATIONS: readonly Migration[] = [
  callPagesAndLabelsSo,
  keepAllPages,
  namePromotersById,
  keepOthersOpinions,
  knowDeletedPages,
  countNotDigits,
  knowTheBest,
];

/**
 * Version of what is written of a room. A change of its form that those who read the former one would not understand is a new
 * version, and a migration.
 */
export const SCHEMA_VERSION = MIGRATIONS.length + 1;

const migrate = new LuaScript('migrate-room');

/**
 * Brings a room into the form of this version, one version after another, each at once: whoever reads it finds the one or the other.
 * From then on the room takes nothing from an inkroom of the former version.
 * @throws CodedException `server_outdated` where the room has the form of a newer one
 */
export async function migrateRoom(redis: Redis, roomId: string): Promise<void> {
  const keys = roomKeys(roomId);
  const { meta, log } = keys;
  for (;;) {
    const [schema, seq] = await redis.hmget(meta, 'schema', 'seq');
    const version = Number(schema);
    if (version > SCHEMA_VERSION) throw new CodedException(codedError('server_outdated'));
    const migration = MIGRATIONS[version - 1];
    if (!migration) return;
    const writes = await migration(redis, keys);
    await migrate.run(redis, { meta, log }, { version, seq: Number(seq), writes });
  }
}

/** Version 1 was written under two sets of names: at first a page was a sheet, and a label an annotation. */
async function callPagesAndLabelsSo(redis: Redis, keys: RoomKeys): Promise<Write[]> {
  const page = await redis.hget(keys.meta, 'sheet');
  if (page === null) return [];
  const { cells, predictions } = keysOfPage(keys, page);
  return [
    ['HSET', keys.meta, 'page', page],
    ['HDEL', keys.meta, 'sheet'],
    ...(await rewritten(redis, cells, ({ annotation, ...cell }) => {
      const { label: value, ...said } = annotation ?? {};
      return { ...cell, label: annotation && { value, ...said } };
    })),
    ...(await rewritten(redis, predictions, ({ sheet, shadow: _, shadowError: __, ...prediction }) => {
      return { ...prediction, page: sheet, byChallenger: null, challengerError: null };
    })),
    ...(await rewritten(redis, keys.samples, ({ sheet, annotatedBy, ...sample }) => {
      return { ...sample, labelledBy: annotatedBy, page: sheet };
    })),
  ];
}

/** Version 2 kept one page alone, its cells and predictions under keys that named it. Its columns were eight. */
async function keepAllPages(redis: Redis, keys: RoomKeys): Promise<Write[]> {
  const [page, rows] = (await redis.hmget(keys.meta, 'page', 'rows')) as [string, string];
  const former = keysOfPage(keys, page);
  const fields = async (key: string) =>
    Object.entries(await redis.hgetall(key)).flatMap(([cell, text]) => [`${page}/${cell}`, text]);
  return [
    ['HSET', keys.pages, page, JSON.stringify({ columns: 8, rows: Number(rows) })],
    ...inParts('HSET', keys.cells, await fields(former.cells)),
    ...inParts('HSET', keys.predictions, await fields(former.predictions)),
    ...inParts('HSET', keys.counts, await fields(former.counts)),
    ...Object.values(former).map((key): Write => ['UNLINK', key]),
    ['HDEL', keys.meta, 'rows'],
  ];
}

/** Version 3 kept with each promotion the name of its host, which the room knows by their id. */
async function namePromotersById(redis: Redis, { meta }: RoomKeys): Promise<Write[]> {
  const promotions = JSON.parse((await redis.hget(meta, 'promotions')) ?? '[]') as { by: { id: string } }[];
  const renamed = promotions.map((promotion) => ({ ...promotion, by: promotion.by.id }));
  return [['HSET', meta, 'promotions', JSON.stringify(renamed)]];
}

/** Version 4 knew one opinion of each cell, as they are still written: but an inkroom of it would drop those of others. */
async function keepOthersOpinions(): Promise<Write[]> {
  return [];
}

/** Version 5 had no deleted pages: a gateway that knows none would show them, and does not understand what becomes of them. */
async function knowDeletedPages(): Promise<Write[]> {
  return [];
}

/** Version 6 did not count samples of "not a digit", which no model could learn. */
async function countNotDigits(redis: Redis, { meta, samples }: RoomKeys): Promise<Write[]> {
  const counts = JSON.parse((await redis.hget(meta, 'samples'))!) as SampleCounts;
  const all = (await redis.hvals(samples)).map((text) => JSON.parse(text) as SampleFacts);
  const notDigits = all.filter(({ label, part }) => label === 'not-a-digit' && part === 'training').length;
  return [['HSET', meta, 'samples', JSON.stringify({ ...counts, notDigits })]];
}

/** Version 7 compared with the champion alone. The best of the line is the best of the champions that are still known. */
async function knowTheBest(redis: Redis, { meta, versions }: RoomKeys): Promise<Write[]> {
  const [champion, previous, promotions] = await redis.hmget(meta, 'champion', 'previous', 'promotions');
  // A room's first champion was promoted by nobody.
  const first = [DEFAULT_VERSION_ID, champion!, ...(previous ? [previous] : [])];
  const ids = [...first, ...(JSON.parse(promotions ?? '[]') as { versionId: string }[]).map((one) => one.versionId)];
  const known = await Promise.all(
    [...new Set(ids)].map(async (id) => {
      const text = (await redis.hget(versions, id)) ?? (await redis.get(versionKeys(id).record));
      return text ? [JSON.parse(text) as ModelVersion] : [];
    }),
  );
  const source = known.flat().find(({ id }) => id === champion)?.dataset.source;
  const like = known.flat().filter(({ dataset }) => dataset.source === source);
  const [best] = like.sort((a, b) => b.metrics.testAccuracy - a.metrics.testAccuracy);
  const id = best?.id ?? champion!;
  return [['HSET', meta, 'best', id, 'previousBest', id]];
}

/** The keys of what was on a page, as they were called up to version 2. */
function keysOfPage({ prefix }: RoomKeys, page: string) {
  const ofPage = (what: string) => `${prefix}:${what}:${page}`;
  return { cells: ofPage('cells'), counts: ofPage('counts'), predictions: ofPage('predictions') };
}

/** Every value of a hash of JSON, made anew of what it was. */
// biome-ignore lint/suspicious/noExplicitAny: forms that no type describes any more
async function rewritten(redis: Redis, key: string, made: (former: any) => object): Promise<Write[]> {
  const former = Object.entries(await redis.hgetall(key));
  return inParts(
    'HSET',
    key,
    former.flatMap(([field, text]) => [field, JSON.stringify(made(JSON.parse(text)))]),
  );
}
