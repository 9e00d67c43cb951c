import type { Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomChannel } from '../channels.js';
import { ACTIVE_RUNS, roomKeys, SHIPPED_VERSIONS, versionKeys } from '../keys.js';
import { SCHEMA_VERSION } from '../migrate-room.js';
import { type BackupUnit, DamagedBackup, type DumpedKey } from './backup-file.js';
import { backedUpRoomKeys, backedUpRunKeys, backedUpVersionKeys } from './backup-rooms.js';

type Names = Readonly<Record<string, string>>;

/** Rooms that a gateway has in its memory cannot be put back under it: it would go on with what it knows. */
export async function countOpenRooms(redis: Redis, roomIds: readonly string[]): Promise<number> {
  if (roomIds.length === 0) return 0;
  const answer = (await redis.pubsub('NUMSUB', ...roomIds.map(roomChannel))) as (string | number)[];
  return answer.filter((count, i) => i % 2 === 1 && Number(count) > 0).length;
}

/** Whether this inkroom can read a unit. @throws DamagedBackup with the reason, for people */
export function checkUnit(unit: BackupUnit): void {
  if (unit.kind === 'room' && !(unit.schema <= SCHEMA_VERSION))
    throw new DamagedBackup('a newer inkroom wrote some of its rooms: upgrade this one first');
  const names = NAMES[unit.kind](unit.id);
  const unknown = unit.keys.find(({ name }) => !Object.hasOwn(names, name));
  if (unknown) throw new DamagedBackup(`it names a key '${unknown.name}' that this inkroom does not know`);
}

const NAMES: Readonly<Record<BackupUnit['kind'], (id: string) => Names>> = {
  room: backedUpRoomKeys,
  run: backedUpRunKeys,
  version: backedUpVersionKeys,
};

/**
 * Puts one unit back. A room comes back in one transaction, in place of one of the same id. Of a version that is there already nothing
 * is written: its id is its content's. Times to live go on with what was left of them.
 */
export async function restoreUnit(redis: Redis, unit: BackupUnit, limits: Limits): Promise<void> {
  switch (unit.kind) {
    case 'version':
      return restoreVersion(redis, unit);
    case 'run':
      await write(redis, backedUpRunKeys(unit.id), unit.keys);
      if (unit.isActive) await redis.sadd(ACTIVE_RUNS, unit.id);
      return;
    case 'room':
      return restoreRoom(redis, unit, limits);
  }
}

async function restoreVersion(redis: Redis, unit: BackupUnit & { kind: 'version' }): Promise<void> {
  if ((await redis.exists(versionKeys(unit.id).artifact)) === 1) return;
  await write(redis, backedUpVersionKeys(unit.id), unit.keys);
  if (unit.isShipped) await redis.sadd(SHIPPED_VERSIONS, unit.id);
}

async function restoreRoom(redis: Redis, unit: BackupUnit & { kind: 'room' }, limits: Limits): Promise<void> {
  const shipped = new Set(await redis.smembers(SHIPPED_VERSIONS));
  const pipeline = redis.pipeline();
  for (const id of unit.versions.filter((id) => !shipped.has(id))) {
    const { rooms, record, artifact } = versionKeys(id);
    pipeline.sadd(rooms, unit.id);
    for (const key of [rooms, record, artifact]) pipeline.expire(key, limits.roomIdleTtlSeconds);
  }
  await pipeline.exec();
  await write(redis, backedUpRoomKeys(unit.id), unit.keys, [roomKeys(unit.id).asked]);
}

/** All keys of a unit at once: those of the file as they were, the others gone. */
async function write(redis: Redis, names: Names, keys: readonly DumpedKey[], alsoGone: string[] = []): Promise<void> {
  const multi = redis.multi().del(...Object.values(names), ...alsoGone);
  for (const { name, ttlMs, dump } of keys) {
    multi.restore(names[name]!, ttlMs, dump);
  }
  for (const [error] of (await multi.exec())!) if (error) throw error;
}
