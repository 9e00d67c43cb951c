-- Adds a version to a room, unless it is there already, under the room's next number. Numbers go on counting when old versions are
-- dropped. Answers nil when it was added, the JSON of the one that is there, or the next number when the version has another: its
-- JSON cannot be completed here, for what Lua decodes and encodes again is not the same.
-- versions: hash of the room's versions, JSON by id. meta: the room's.
-- id, number: the version's. version: JSON of it. ttl: time to live of the room's versions, s.
-- keys: versions meta
-- args: id number version ttl
redis.call('EXPIRE', keys.versions, args.ttl)
local known = redis.call('HGET', keys.versions, args.id)
if known then return known end
local made = tonumber(redis.call('HGET', keys.meta, 'versions') or '0')
local number = math.max(redis.call('HLEN', keys.versions), made) + 1
if args.number ~= number then return number end
if redis.call('EXISTS', keys.meta) == 1 then redis.call('HSET', keys.meta, 'versions', number) end
redis.call('HSET', keys.versions, args.id, args.version)
redis.call('EXPIRE', keys.versions, args.ttl)
