-- Takes the oldest versions beyond the number that is kept off a room's list, and answers their ids. One that an alias names stays,
-- one that another of the newest was trained from, and those named.
-- versions: hash of the room's versions, JSON by id. meta: the room's.
-- kept: how many are. stays: ids that stay.
-- keys: versions meta
-- args: kept stays
local surplus = redis.call('HLEN', keys.versions) - args.kept
if surplus <= 0 then return {} end
local stays = {}
for _, id in ipairs(args.stays) do stays[id] = true end
for _, id in ipairs(redis.call('HMGET', keys.meta, 'champion', 'previous', 'challenger', 'best', 'previousBest')) do
  if id then stays[id] = true end
end
local versions = {}
local flat = redis.call('HGETALL', keys.versions)
for i = 1, #flat, 2 do
  local version = cjson.decode(flat[i + 1])
  versions[#versions + 1] = { id = flat[i], number = version.number, parent = version.parentId }
end
table.sort(versions, function (a, b) return a.number < b.number end)
-- Where the newest come from is told by name. Not where those come from in turn, or a long line would never get shorter.
for i = math.max(1, #versions - args.kept + 1), #versions do
  local parent = versions[i].parent
  if parent and parent ~= cjson.null then stays[parent] = true end
end
local dropped = {}
-- The newest is what somebody is waiting for.
for i = 1, #versions - 1 do
  if #dropped == surplus then break end
  local id = versions[i].id
  if not stays[id] then
    redis.call('HDEL', keys.versions, id)
    dropped[#dropped + 1] = id
  end
end
return dropped
