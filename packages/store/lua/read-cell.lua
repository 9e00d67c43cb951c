-- What a worker needs to read a cell.
-- meta, ink: see keys.ts. cells, counts, live: of the page and of the cell that is asked for.
-- page, cell: which one.
-- Answers false when the page was turned or nothing is written there, else {champion, previous or '', challenger or '', framing,
-- generation, revision, count of live writes, ink...}: stored ink, then unfinished strokes.
-- keys: meta ink cells counts live
-- args: page cell
local room = redis.call('HMGET', keys.meta, 'page', 'champion', 'previous', 'challenger', 'framing', 'generation')
if tonumber(room[1]) ~= args.page then return false end
local text = redis.call('HGET', keys.cells, args.cell)
local cell = text and cjson.decode(text) or { revision = 0, strokes = {} }
local count = redis.call('HGET', keys.counts, args.cell) or 0
local answer = { room[2], room[3] or '', room[4] or '', room[5], room[6], cell.revision, count }
local head = #answer
if #cell.strokes > 0 then
  for _, ink in ipairs(redis.call('HMGET', keys.ink, unpack(cell.strokes))) do
    if ink then answer[#answer + 1] = ink end
  end
end
for _, ink in ipairs(redis.call('HVALS', keys.live)) do answer[#answer + 1] = ink end
if #answer == head then return false end
return answer
