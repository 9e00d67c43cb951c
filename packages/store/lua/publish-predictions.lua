-- Stores and tells those of a room's predictions that are still news.
-- meta, cells, predictions: see keys.ts. livePrefix: page and cell follow.
-- list: of {page, cell, generation, revision, live, whether the champion's own}. texts: these predictions as JSON.
-- channel: where they are told, in one message: their texts as they are, see channels.ts. ttl: time to live, s.
-- Answers how many were told.
-- keys: meta cells predictions
-- args: livePrefix list channel ttl
-- binary: texts...
-- uses: keep
local generation = tonumber(redis.call('HGET', keys.meta, 'generation'))
if not generation then return 0 end

-- What holds for 'supersedes' of the shared package, in its order: generation, revision, live, whose prediction it is.
local function isNews(page, cell, revision, live, isOwn)
  local field = page .. '/' .. cell
  local text = redis.call('HGET', keys.cells, field)
  local written = text and cjson.decode(text)
  if written and revision < written.revision then return false end
  local isEmpty = not written or #written.strokes == 0
  if isEmpty and redis.call('EXISTS', args.livePrefix .. page .. ':' .. cell) == 0 then return false end
  local shown = redis.call('HGET', keys.predictions, field)
  if not shown then return true end
  local known = cjson.decode(shown)
  if known.generation ~= generation then return known.generation < generation end
  if known.revision ~= revision then return known.revision < revision end
  if known.live ~= live then return known.live < live end
  return isOwn or known.insteadOf ~= cjson.null
end

local news = {}
for i, one in ipairs(args.list) do
  local page, cell = one[1], one[2]
  if one[3] == generation and isNews(page, cell, one[4], one[5], one[6]) then
    redis.call('HSET', keys.predictions, page .. '/' .. cell, binary.texts[i])
    news[#news + 1] = binary.texts[i]
  end
end
if #news > 0 then
  redis.call('PUBLISH', args.channel, cjson.encode({ event = 'predictions', texts = news }))
  keep(keys.predictions)
end
return #news
