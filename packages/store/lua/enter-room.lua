-- Lets a connection in. A known person keeps their colour, a new one gets the one least used by those present. A host always gets in.
-- Answers the name, as nobody else has it, and the colour; or the code of an error, 'too_many_known' where as many people are known as
-- may be.
-- meta: the room's. people, present: who is known and who is there, see lib/presence. names: see lib/names.
-- connection: who comes in. person: they without a colour. nameKey: their name as `nameKey` writes it; null where the room's log has given
-- them another one. keyHash: hash of their key. holdsHostKey: whether they have shown the
-- room's. peopleMax: people present at most.
-- knownMax: people known at most. colours: how many there are, each with its patterns. presenceMs: for how long the connection counts.
-- channel: where the room is told. ttl: time to live of the room, s.
-- keys: meta people names present
-- args: connection person nameKey keyHash holdsHostKey peopleMax knownMax colours presenceMs channel ttl
-- uses: now keep presence names
if redis.call('EXISTS', keys.meta) == 0 then return 'room_not_found' end
sweep()
local person = args.person
local here, count, used = presentPeople(), 0, {}
for id in pairs(here) do
  count = count + 1
  local other = knownPerson(id)
  if other then used[other.colour] = (used[other.colour] or 0) + 1 end
end
local isHost = person.role == 'host' or args.holdsHostKey
if not here[person.id] and count >= args.peopleMax and not isHost then return 'room_full' end

local before = knownPerson(person.id)
if not before and redis.call('HLEN', keys.people) >= args.knownMax and not isHost then return 'too_many_known' end
if before then
  person.colour = before.colour
else
  person.colour = 0
  for candidate = 1, args.colours - 1 do
    if (used[candidate] or 0) < (used[person.colour] or 0) then person.colour = candidate end
  end
end
if args.nameKey then
  person.name = claimName(person.id, person.name, args.nameKey)
  keep(keys.names)
end
redis.call('HSET', keys.people, person.id, cjson.encode({ keyHash = args.keyHash, person = person }))
keep(keys.people)
redis.call('ZADD', keys.present, now() + args.presenceMs, args.connection)
keep(keys.present)
local isSame = before and before.name == person.name and before.role == person.role
if not here[person.id] or not isSame then tell('person.joined', person) end
return { person.name, person.colour }
