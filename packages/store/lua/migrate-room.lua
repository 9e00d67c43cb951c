-- Writes a room in the form of the next version, or nothing: where it is no longer what was looked at, or another gateway was first.
-- Its log goes, for entries keep the form in which they were written: whoever is behind reads the room anew.
-- meta, log: see keys.ts.
-- version, seq: what was looked at. writes: list of {command, key, arguments...}.
-- keys: meta log
-- args: version seq writes
local found = redis.call('HMGET', keys.meta, 'schema', 'seq')
if tonumber(found[1]) ~= args.version or tonumber(found[2]) ~= args.seq then return end
for _, write in ipairs(args.writes) do redis.call(unpack(write)) end
redis.call('DEL', keys.log)
redis.call('HDEL', keys.meta, 'logBytes')
redis.call('HSET', keys.meta, 'schema', args.version + 1)
