import type { Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { publishToRoom } from './channels.js';
import { roomKeys, versionKeys } from './keys.js';
import { listRuns } from './runs.js';

/**
 * Takes the oldest versions beyond the number that is kept off a room's list; returns their ids. One that an alias names
 * stays, one that another of the newest was trained from, and those named. KEYS: the room's versions, its meta. ARGV: how many
 * are kept, ids that stay.
 */
const TAKE_OLDEST = `
local kept = tonumber(ARGV[1])
local surplus = redis.call('HLEN', KEYS[1]) - kept
if surplus <= 0 then return {} end
local stays = {}
for i = 2, #ARGV do stays[ARGV[i]] = true end
for _, id in ipairs(redis.call('HMGET', KEYS[2], 'champion', 'previous', 'challenger')) do
  if id then stays[id] = true end
end
local versions = {}
local flat = redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  local version = cjson.decode(flat[i + 1])
  versions[#versions + 1] = { id = flat[i], number = version.number, parent = version.parentId }
end
table.sort(versions, function (a, b) return a.number < b.number end)
-- Where the newest come from is told by name. Not where those come from in turn, or a long line would never get shorter.
for i = math.max(1, #versions - kept + 1), #versions do
  local parent = versions[i].parent
  if parent and parent ~= cjson.null then stays[parent] = true end
end
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
 * challenger, one that a listed run has made or starts from, or one that the newest `versionsKeptPerRoom` come from.
 * @returns the ids of those dropped
 */
export async function pruneVersions(redis: Redis, roomId: string, limits: Limits): Promise<string[]> {
  const { versions, meta } = roomKeys(roomId);
  if ((await redis.hlen(versions)) <= limits.versionsKeptPerRoom) return [];
  const runs = await listRuns(redis, roomId, limits);
  const ofRuns = runs.flatMap(({ spec, versionId }) => [spec.parentId, versionId]).filter((id) => id !== null);
  const kept = limits.versionsKeptPerRoom;
  const dropped = (await redis.eval(TAKE_OLDEST, 2, versions, meta, kept, ...ofRuns)) as string[];
  for (const id of dropped) {
    const { rooms, record, artifact } = versionKeys(id);
    await redis.hdel(roomKeys(roomId).cards, id);
    await redis.eval(LET_GO, 3, rooms, record, artifact, roomId);
    await publishToRoom(redis, roomId, { event: 'version.dropped', payload: { id } });
  }
  return dropped;
}
