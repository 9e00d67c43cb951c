-- Gives a link of a room another key. Answers 1, or 0 when there is no such room.
-- meta: the room's fields. field: the key's name there. value: the key, or its hash.
-- keys: meta
-- args: field value
if redis.call('EXISTS', keys.meta) == 0 then return 0 end
redis.call('HSET', keys.meta, args.field, args.value)
return 1
