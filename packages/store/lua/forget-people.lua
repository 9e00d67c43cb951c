-- Forgets people of whom nothing is left in a room and who are not there, unless somebody wrote since it was found that nothing is.
-- Answers how many were forgotten.
-- meta: the room's. people, present: who is known and who is there, see lib/presence. names: see lib/names.
-- expected: seq of the room that was looked at. candidates: ids of the people. max: how many are forgotten at most.
-- channel: where the room is told.
-- keys: meta people names present
-- args: expected candidates max channel
-- uses: now presence names
sweep()
if tonumber(redis.call('HGET', keys.meta, 'seq') or '-1') ~= args.expected then return 0 end
local here, forgotten = presentPeople(), 0
for _, id in ipairs(args.candidates) do
  if forgotten >= args.max then break end
  if not here[id] then
    forgotten = forgotten + redis.call('HDEL', keys.people, id)
    freeName(id)
  end
end
return forgotten
