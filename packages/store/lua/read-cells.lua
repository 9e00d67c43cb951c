-- What a worker needs to read cells of a room, which are claimed no more: what changes from now on is asked for anew.
-- meta, ink, cells, counts, asked: see keys.ts. livePrefix: page and cell follow. list: of {page, cell}.
-- Answers false where the room is gone, else {champion, previous or '', challenger or '', framing, generation, {...}}, and in that for
-- each cell false when nothing is written there, else {revision, count of live writes, ink...}: stored ink, then unfinished strokes.
-- keys: meta ink cells counts asked
-- args: livePrefix list
local function read(page, number)
  local field = page .. '/' .. number
  redis.call('HDEL', keys.asked, field)
  local text = redis.call('HGET', keys.cells, field)
  local cell = text and cjson.decode(text) or { revision = 0, strokes = {} }
  local answer = { cell.revision, redis.call('HGET', keys.counts, field) or 0 }
  local head = #answer
  if #cell.strokes > 0 then
    for _, ink in ipairs(redis.call('HMGET', keys.ink, unpack(cell.strokes))) do
      if ink then answer[#answer + 1] = ink end
    end
  end
  for _, ink in ipairs(redis.call('HVALS', args.livePrefix .. page .. ':' .. number)) do answer[#answer + 1] = ink end
  return #answer > head and answer
end

local room = redis.call('HMGET', keys.meta, 'champion', 'previous', 'challenger', 'framing', 'generation')
if not room[1] then return false end
local answers = {}
for i, one in ipairs(args.list) do answers[i] = read(one[1], one[2]) end
return { room[1], room[2] or '', room[3] or '', room[4], room[5], answers }
