import type { Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { publishToRoom } from './channels.js';
import { roomKeys, versionKeys } from './keys.js';
import { listRuns } from './runs.js';
import { LuaScript } from './script.js';

const takeOldest = new LuaScript('take-oldest-versions');
const letGo = new LuaScript('let-go-of-version');

/**
 * Drops a room's oldest versions beyond `versionsKeptPerRoom` and tells it. Never the champion, the previous one, the
 * challenger, the best of their lines, one that a listed run has made or starts from, or one that the newest `versionsKeptPerRoom` come from.
 * @returns the ids of those dropped
 */
export async function pruneVersions(redis: Redis, roomId: string, limits: Limits): Promise<string[]> {
  const { versions, meta } = roomKeys(roomId);
  if ((await redis.hlen(versions)) <= limits.versionsKeptPerRoom) return [];
  const runs = await listRuns(redis, roomId, limits);
  const stays = runs.flatMap(({ spec, versionId }) => [spec.parentId, versionId]).filter((id) => id !== null);
  const args = { kept: limits.versionsKeptPerRoom, stays };
  const dropped = (await takeOldest.run(redis, { versions, meta }, args)) as string[];
  for (const id of dropped) {
    const { rooms, record, artifact } = versionKeys(id);
    await redis.hdel(roomKeys(roomId).cards, id);
    await letGo.run(redis, { rooms, record, artifact }, { roomId });
    await publishToRoom(redis, roomId, { event: 'version.dropped', payload: { id } });
  }
  return dropped;
}
