-- Takes the next number of the room for a run, and answers it or the one that the run has already; 0 when the room has as many
-- runs that have not ended as it may. The newest run is never pruned, so its number plus one is free. A run is watched from its
-- first moment: an active one without a record is swept.
-- runs: the room's runs by their number. active: the active runs of all rooms.
-- id: the run's. ttl: time to live of the room's list, s. activeMax: runs that a room may have at work.
-- keys: runs active
-- args: id ttl activeMax
redis.call('EXPIRE', keys.runs, args.ttl)
local known = redis.call('ZSCORE', keys.runs, args.id)
if known then return tonumber(known) end
local active = 0
for _, id in ipairs(redis.call('ZRANGE', keys.runs, 0, -1)) do active = active + redis.call('SISMEMBER', keys.active, id) end
if active >= args.activeMax then return 0 end
redis.call('SADD', keys.active, args.id)
local newest = redis.call('ZREVRANGE', keys.runs, 0, 0, 'WITHSCORES')
local number = newest[2] and tonumber(newest[2]) + 1 or 1
redis.call('ZADD', keys.runs, number, args.id)
redis.call('EXPIRE', keys.runs, args.ttl)
return number
