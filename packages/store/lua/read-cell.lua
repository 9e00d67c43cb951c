-- What a worker needs to read a cell, which is claimed no more: what changes from now on is asked for anew.
-- meta, ink, cells, counts, asked: see keys.ts. live: of the cell that is asked for.
-- field: of the cell, see keys.ts.
-- Answers false when nothing is written there, else {champion, previous or '', challenger or '', framing,
-- generation, revision, count of live writes, ink...}: stored ink, then unfinished strokes.
-- keys: meta ink cells counts live asked
-- args: field
redis.call('HDEL', keys.asked, args.field)
local room = redis.call('HMGET', keys.meta, 'champion', 'previous', 'challenger', 'framing', 'generation')
if not room[1] then return false end
local text = redis.call('HGET', keys.cells, args.field)
local cell = text and cjson.decode(text) or { revision = 0, strokes = {} }
local count = redis.call('HGET', keys.counts, args.field) or 0
local answer = { room[1], room[2] or '', room[3] or '', room[4], room[5], cell.revision, count }
local head = #answer
if #cell.strokes > 0 then
  for _, ink in ipairs(redis.call('HMGET', keys.ink, unpack(cell.strokes))) do
    if ink then answer[#answer + 1] = ink end
  end
end
for _, ink in ipairs(redis.call('HVALS', keys.live)) do answer[#answer + 1] = ink end
if #answer == head then return false end
return answer
