-- Opens a room with its first fields. Answers 1, or 0 when there is one already.
-- meta: the room's fields. fields: list of names and values by turns. ttl: time to live, s.
-- keys: meta
-- args: fields ttl
if redis.call('EXISTS', keys.meta) == 1 then return 0 end
redis.call('HSET', keys.meta, unpack(args.fields))
redis.call('EXPIRE', keys.meta, args.ttl)
return 1
