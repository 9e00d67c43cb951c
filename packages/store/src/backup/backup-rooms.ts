import type { Redis } from 'ioredis';
import { ACTIVE_RUNS, lastingKeys, roomKeys, runKeys, SHIPPED_VERSIONS, versionKeys } from '../keys.js';
import type { BackupUnit, DumpedKey } from './backup-file.js';

/** Keys that SCAN looks at in one step. */
const SCAN_COUNT = 1_000;
/** Times that a room is read when a version or run went while it was. */
const TRIES = 3;

type Names = Readonly<Record<string, string>>;

/** What of a room lasts, but who is there at this moment. */
export function backedUpRoomKeys(roomId: string) {
  const { present: _present, ...keys } = lastingKeys(roomId);
  return keys;
}

/** Of a run, but who works on it. */
export function backedUpRunKeys(runId: string) {
  const { attended: _attended, ...keys } = runKeys(runId);
  return keys;
}

/** Of a version, but which rooms have it: that follows from the rooms. */
export function backedUpVersionKeys(versionId: string) {
  const { rooms: _rooms, ...keys } = versionKeys(versionId);
  return keys;
}

/** The ids of all rooms. */
export async function listRooms(redis: Redis): Promise<string[]> {
  const { prefix, meta } = roomKeys('*');
  const ids = new Set<string>();
  const [before, after] = [prefix.indexOf('*'), meta.length - prefix.indexOf('*') - 1];
  for (let cursor = '0'; ; ) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', meta, 'COUNT', SCAN_COUNT);
    for (const key of keys) ids.add(key.slice(before, -after));
    cursor = next;
    if (cursor === '0') return [...ids];
  }
}

/**
 * Everything that lasts of these rooms. A room is read in one transaction, so it is as it was at one moment, also while people
 * write in it; the next one a moment later. The versions and runs that it names are read next and given out before it.
 */
export async function* backupUnits(redis: Redis, roomIds: Iterable<string>): AsyncGenerator<BackupUnit> {
  const versionsDone = new Set<string>();
  for (const roomId of roomIds) {
    for (let tries = 1; ; tries++) {
      const room = await readRoomUnit(redis, roomId);
      if (room === null) break;
      const { unit, runs } = room;
      const parts: BackupUnit[] = [];
      let hasAll = true;
      for (const id of unit.versions) {
        if (versionsDone.has(id)) continue;
        const version = await readVersionUnit(redis, id);
        if (version) {
          versionsDone.add(id);
          yield version;
        } else hasAll = false;
      }
      for (const id of runs) {
        const run = await readRunUnit(redis, id);
        if (run) parts.push(run);
        else hasAll = false;
      }
      // Something that it names went meanwhile: read again, it does not name it any more.
      if (!hasAll && tries < TRIES) continue;
      yield* parts;
      yield unit;
      break;
    }
  }
}

async function readRoomUnit(redis: Redis, roomId: string) {
  const names = backedUpRoomKeys(roomId);
  const { versions, runs, meta } = names;
  const [keys, [ownVersions, runIds, fields, shipped]] = await readAtOnce(redis, names, (multi) =>
    multi
      .hkeys(versions)
      .zrange(runs, '0', '-1')
      .hmget(meta, 'schema', 'champion', 'previous', 'challenger', 'best', 'previousBest')
      .smembers(SHIPPED_VERSIONS),
  );
  const [schema, ...used] = fields as (string | null)[];
  // What makes it a room; without, it went meanwhile.
  if (!keys.some(({ name }) => name === 'meta')) return null;
  const isShipped = new Set(shipped as string[]);
  const named = new Set([
    ...(ownVersions as string[]),
    ...used.filter((id) => id !== null && isShipped.has(id)).map(String),
  ]);
  const unit: BackupUnit & { kind: 'room' } = {
    kind: 'room',
    id: roomId,
    schema: Number(schema),
    versions: [...named],
    keys,
  };
  return { unit, runs: runIds as string[] };
}

async function readVersionUnit(redis: Redis, id: string): Promise<BackupUnit | null> {
  const [keys, [isShipped]] = await readAtOnce(redis, backedUpVersionKeys(id), (multi) =>
    multi.sismember(SHIPPED_VERSIONS, id),
  );
  return keys.length === 0 ? null : { kind: 'version', id, isShipped: isShipped === 1, keys };
}

async function readRunUnit(redis: Redis, id: string): Promise<BackupUnit | null> {
  const [keys, [isActive]] = await readAtOnce(redis, backedUpRunKeys(id), (multi) => multi.sismember(ACTIVE_RUNS, id));
  return keys.length === 0 ? null : { kind: 'run', id, isActive: isActive === 1, keys };
}

type Multi = ReturnType<Redis['multi']>;

/** Keys as they are at one moment, those that are there, and what is asked beside. */
async function readAtOnce(redis: Redis, names: Names, ask: (multi: Multi) => Multi): Promise<[DumpedKey[], unknown[]]> {
  const entries = Object.entries(names);
  const multi = redis.multi();
  for (const [, key] of entries) multi.dumpBuffer(key).pttl(key);
  const answers = (await ask(multi).exec())!.map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
  const keys = entries.flatMap(([name], i) => {
    const dump = answers[2 * i] as Buffer | null;
    return dump ? [{ name, ttlMs: Math.max(0, answers[2 * i + 1] as number), dump }] : [];
  });
  return [keys, answers.slice(2 * entries.length)];
}
