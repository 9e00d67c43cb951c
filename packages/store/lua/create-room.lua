-- Opens a room with its first fields. Answers 1, or 0 when there is one already. What the store has of it before, where it comes from a
-- file, is kept as long from now on.
-- meta, pages: see keys.ts. fields, pages: what they hold, lists of names and values by turns. All others: see keys.ts.
-- ttl: time to live, s.
-- keys: meta log ops people names present ink samples parts runs versions cards pages clearings cells counts predictions scores
-- args: fields pages ttl
if redis.call('EXISTS', keys.meta) == 1 then return 0 end
redis.call('HSET', keys.meta, unpack(args.fields))
redis.call('HSET', keys.pages, unpack(args.pages))
for _, key in pairs(keys) do redis.call('EXPIRE', key, args.ttl) end
return 1
