import { hasEnded, type Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { publishToRoom } from './channels.js';
import { roomKeys, versionKeys } from './keys.js';
import { listRuns } from './runs.js';

/**
 * Takes the oldest versions beyond the number that is kept off a room's list; returns their ids. One that an alias names
 * stays, and so do those named. KEYS: the room's versions, its meta. ARGV: how many are kept, ids that stay.
 */
const TAKE_OLDEST = `
local surplus = redis.call('HLEN', KEYS[1]) - tonumber(ARGV[1])
if surplus <= 0 then return {} end
local stays = {}
for i = 2, #ARGV do stays[ARGV[i]] = true end
for _, id in ipairs(redis.call('HMGET', KEYS[2], 'champion', 'previous', 'challenger')) do
  if id then stays[id] = true end
end
local versions = {}
local flat = redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  versions[#versions + 1] = { id = flat[i], number = tonumber(string.match(flat[i + 1], '"number":(%d+)')) }
end
table.sort(versions, function (a, b) return a.number < b.number end)
local dropped = {}
-- The newest is what somebody is waiting for.
for i = 1, #versions - 1 do
  if #dropped == surplus then break end
  local id = versions[i].id
  if not stays[id] then
    redis.call('HDEL', KEYS[1], id)
    dropped[#dropped + 1] = id
  end
end
return dropped
`;

/**
 * Forgets a version's record and files with the last room that has it: rooms with the same weights share them.
 * KEYS: the version's rooms, record, artefact. ARGV: room.
 */
const LET_GO = `
if redis.call('SREM', KEYS[1], ARGV[1]) == 0 then return 0 end
if redis.call('SCARD', KEYS[1]) > 0 then return 0 end
return redis.call('DEL', unpack(KEYS))
`;

/**
 * Drops a room's oldest versions beyond `versionsKeptPerRoom` and tells it. Never the champion, the previous one, the
 * challenger, or one that a run that has not ended starts from.
 * @returns the ids of those dropped
 */
export async function pruneVersions(redis: Redis, roomId: string, limits: Limits): Promise<string[]> {
  const { versions, meta } = roomKeys(roomId);
  if ((await redis.hlen(versions)) <= limits.versionsKeptPerRoom) return [];
  const active = (await listRuns(redis, roomId, limits)).filter((run) => !hasEnded(run));
  const parents = active.flatMap(({ spec }) => (spec.parentId ? [spec.parentId] : []));
  const kept = limits.versionsKeptPerRoom;
  const dropped = (await redis.eval(TAKE_OLDEST, 2, versions, meta, kept, ...parents)) as string[];
  for (const id of dropped) {
    const { rooms, record, artifact } = versionKeys(id);
    await redis.hdel(roomKeys(roomId).cards, id);
    await redis.eval(LET_GO, 3, rooms, record, artifact, roomId);
    await publishToRoom(redis, roomId, { event: 'version.dropped', payload: { id } });
  }
  return dropped;
}
