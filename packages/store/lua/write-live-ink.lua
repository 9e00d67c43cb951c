-- Unfinished strokes of one cell as they are now.
-- ink, pages, cells, counts, predictions, asked: see keys.ts. live: of the cell that they are in.
-- page: of the cell. field: of the cell, see keys.ts. strokes: list of {stroke id, ink}, the ink false for a stroke that was given up.
-- expiryMs: how long they count. ttl: time to live of what else is written, s.
-- claimMs: how long a claim counts.
-- Answers 1 when there is something new to read that no waiting job reads, which is claimed then, else 0.
-- keys: ink pages cells counts predictions live asked
-- args: page field strokes expiryMs ttl claimMs
-- uses: now keep claim
if redis.call('HEXISTS', keys.pages, args.page) == 0 then return 0 end
local changed = 0
for _, stroke in ipairs(args.strokes) do
  local id, ink = stroke[1], stroke[2]
  if not ink then
    changed = changed + redis.call('HDEL', keys.live, id)
  -- A stroke that has become durable in the meantime is no longer live.
  elseif redis.call('HEXISTS', keys.ink, id) == 0 then
    redis.call('HSET', keys.live, id, ink)
    changed = changed + 1
  end
end
if changed == 0 then return 0 end
redis.call('PEXPIRE', keys.live, args.expiryMs)
redis.call('HINCRBY', keys.counts, args.field, 1)
keep(keys.counts)
if redis.call('EXISTS', keys.live) == 0 then
  local text = redis.call('HGET', keys.cells, args.field)
  if not text or #cjson.decode(text).strokes == 0 then redis.call('HDEL', keys.predictions, args.field) end
end
return claim(args.field) and 1 or 0
