import { ROOM } from './room-scripts.js';
import { defineScript } from './script.js';

/**
 * What a worker needs to read a cell. ARGV[4..]: sheet, cell. Answers false when the page was turned or nothing is
 * written there, else {champion, previous or '', challenger or '', framing, generation, revision, live, ink JSON...}.
 */
export const readCellScript = defineScript(
  'readCell',
  1,
  `${ROOM}
local room = redis.call('HMGET', meta, 'sheet', 'champion', 'previous', 'challenger', 'framing', 'generation')
local sheet, cell = ARGV[4], ARGV[5]
if room[1] ~= sheet then return false end
local counts = redis.call('HMGET', sheetKey(sheet), 'rev:' .. cell, 'live:' .. cell)
local answer = { room[2], room[3] or '', room[4] or '', room[5], room[6], counts[1] or '0', counts[2] or '0' }
local head = #answer
for _, stroke in ipairs(strokesOf(sheet, cell)) do answer[#answer + 1] = stroke.ink end
for _, ink in ipairs(redis.call('HVALS', liveKey(sheet, cell))) do answer[#answer + 1] = ink end
if #answer == head then return false end
return answer
`,
);

/**
 * Stores and publishes those of a room's predictions that are still news. ARGV[4..]: for each, sheet, cell, generation,
 * revision, live, '1' for the champion's own reading or '0' for one in its place, JSON. Answers the number published.
 */
export const publishPredictionsScript = defineScript(
  'publishPredictions',
  1,
  `${ROOM}
local room = redis.call('HMGET', meta, 'sheet', 'generation')
local sheet, generation = room[1], tonumber(room[2])
if not sheet then return 0 end
local news = {}

-- What holds for 'supersedes' of the shared package, in its order: generation, revision, live, whose reading it is.
local function isNews(cell, revision, live, isOwn)
  if revision < tonumber(redis.call('HGET', sheetKey(sheet), 'rev:' .. cell) or '0') then return false end
  if redis.call('EXISTS', cellKey(sheet, cell), liveKey(sheet, cell)) == 0 then return false end
  local shown = redis.call('HGET', predictionsKey(sheet), cell)
  if not shown then return true end
  -- An older inkroom did not write down whose reading it was.
  local g, r, l, own = string.match(shown, '^(%d+)|(%d+)|(%d+)|(%d?)')
  if tonumber(g) ~= generation then return tonumber(g) < generation end
  if tonumber(r) ~= revision then return tonumber(r) < revision end
  if tonumber(l) ~= live then return tonumber(l) < live end
  return isOwn == '1' or own == '0'
end

for i = 4, #ARGV, 7 do
  local cell, revision, live, isOwn, json = ARGV[i + 1], tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4]), ARGV[i + 5], ARGV[i + 6]
  if ARGV[i] == sheet and tonumber(ARGV[i + 2]) == generation and isNews(cell, revision, live, isOwn) then
    redis.call('HSET', predictionsKey(sheet), cell, table.concat({ generation, revision, live, isOwn, json }, '|'))
    news[#news + 1] = json
  end
end
if #news > 0 then
  keep(predictionsKey(sheet))
  redis.call('PUBLISH', channel, '{"event":"predictions","payload":[' .. table.concat(news, ',') .. ']}')
end
return #news
`,
);

/**
 * Unfinished strokes of one cell as they are now. ARGV[4..]: sheet, cell, how long they count, ms; then stroke ids and
 * ink JSON by turns, ink '' for a stroke that was given up. Answers whether there is something new to read.
 */
export const writeLiveInkScript = defineScript(
  'writeLiveInk',
  1,
  `${ROOM}
local sheet, cell = ARGV[4], ARGV[5]
if redis.call('HGET', meta, 'sheet') ~= sheet then return 0 end
local changed = 0
for i = 7, #ARGV, 2 do
  local id, ink = ARGV[i], ARGV[i + 1]
  if ink == '' then
    changed = changed + redis.call('HDEL', liveKey(sheet, cell), id)
  -- A stroke that has become durable in the meantime is no longer live.
  elseif redis.call('HEXISTS', strokesKey(sheet), id) == 0 then
    redis.call('HSET', liveKey(sheet, cell), id, ink)
    changed = changed + 1
  end
end
if changed == 0 then return 0 end
redis.call('PEXPIRE', liveKey(sheet, cell), ARGV[6])
redis.call('HINCRBY', sheetKey(sheet), 'live:' .. cell, 1)
keep(sheetKey(sheet))
if redis.call('EXISTS', cellKey(sheet, cell), liveKey(sheet, cell)) == 0 then
  redis.call('HDEL', predictionsKey(sheet), cell)
end
return 1
`,
);
