-- Opens a room with its first fields. Answers 1, or 0 when there is one already.
-- meta, pages: see keys.ts. fields, pages: what they hold, lists of names and values by turns. ttl: time to live, s.
-- keys: meta pages
-- args: fields pages ttl
if redis.call('EXISTS', keys.meta) == 1 then return 0 end
redis.call('HSET', keys.meta, unpack(args.fields))
redis.call('HSET', keys.pages, unpack(args.pages))
redis.call('EXPIRE', keys.meta, args.ttl)
redis.call('EXPIRE', keys.pages, args.ttl)
return 1
