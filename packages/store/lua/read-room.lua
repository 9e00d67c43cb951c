-- A room at one moment of its log. Looking at it keeps all of it for another `ttl` s.
-- meta, log, ops, people, names, present, ink, samples, parts, runs, versions, cards: see keys.ts.
-- pages, clearings, cells, counts, predictions: see keys.ts.
-- Answers {meta, pages, clearings, cells, predictions, samples, parts, bytes of ink by stroke}: flat lists of fields and values; false when
-- there is no such room.
-- keys: meta log ops people names present ink samples parts runs versions cards pages clearings cells counts predictions scores
-- args: ttl
if redis.call('EXISTS', keys.meta) == 0 then return false end
if redis.call('TTL', keys.meta) < args.ttl * 0.9 then
  for _, key in pairs(keys) do redis.call('EXPIRE', key, args.ttl) end
end
local bytes = {}
for i, id in ipairs(redis.call('HKEYS', keys.ink)) do
  bytes[2 * i - 1] = id
  bytes[2 * i] = redis.call('HSTRLEN', keys.ink, id)
end
return {
  redis.call('HGETALL', keys.meta),
  redis.call('HGETALL', keys.pages),
  redis.call('HGETALL', keys.clearings),
  redis.call('HGETALL', keys.cells),
  redis.call('HGETALL', keys.predictions),
  redis.call('HGETALL', keys.samples),
  redis.call('HGETALL', keys.parts),
  bytes,
}
