-- Gives somebody whom the room knows a name that nobody else of it has. Answers it, with a number behind it where it takes one.
-- people: who is known, see lib/presence. names: see lib/names.
-- id: whose. name: as they want to be called. key: the same as `nameKey` writes it. ttl: time to live of the room, s.
-- keys: people names
-- args: id name key ttl
-- uses: keep names
if redis.call('HEXISTS', keys.people, args.id) == 0 then return args.name end
local name = claimName(args.id, args.name, args.key)
keep(keys.names)
return name
