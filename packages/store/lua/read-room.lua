-- A room at one moment of its log. Looking at it keeps all of it for another `ttl` s.
-- meta, log, ops, people, present, ink, samples, parts, runs, versions, cards: see keys.ts.
-- cells, counts, predictions: prefixes of those keys, the page's number follows.
-- Answers {meta, cells, predictions, samples, parts, bytes of ink by stroke}: flat lists of fields and values; false when there is
-- no such room.
-- keys: meta log ops people present ink samples parts runs versions cards
-- args: cells counts predictions ttl
local page = redis.call('HGET', keys.meta, 'page')
if not page then return false end
local cells, counts, predictions = args.cells .. page, args.counts .. page, args.predictions .. page
if redis.call('TTL', keys.meta) < args.ttl * 0.9 then
  for _, key in pairs(keys) do redis.call('EXPIRE', key, args.ttl) end
  for _, key in ipairs({ cells, counts, predictions }) do redis.call('EXPIRE', key, args.ttl) end
end
local bytes = {}
for i, id in ipairs(redis.call('HKEYS', keys.ink)) do
  bytes[2 * i - 1] = id
  bytes[2 * i] = redis.call('HSTRLEN', keys.ink, id)
end
return {
  redis.call('HGETALL', keys.meta),
  redis.call('HGETALL', cells),
  redis.call('HGETALL', predictions),
  redis.call('HGETALL', keys.samples),
  redis.call('HGETALL', keys.parts),
  bytes,
}
