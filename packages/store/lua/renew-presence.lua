-- Notes that connections are alive, and takes away those that nobody renews any more. One that was swept in the meantime,
-- because the store was away for longer than presence lasts, is told of again.
-- meta: the room's. people, present: who is known and who is there, see lib/presence.
-- connections: those that are alive. presenceMs: for how long they count. channel: where the room is told.
-- ttl: time to live of the room, s.
-- keys: meta people present
-- args: connections presenceMs channel ttl
-- uses: now keep presence
if redis.call('EXISTS', keys.meta) == 0 then return end
local here = presentPeople()
for _, connection in ipairs(args.connections) do
  local id = personOf(connection)
  redis.call('ZADD', keys.present, now() + args.presenceMs, connection)
  local person = not here[id] and knownPerson(id)
  if person then
    here[id] = true
    tell('person.joined', person)
  end
end
keep(keys.present)
sweep()
