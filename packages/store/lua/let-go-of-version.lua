-- Forgets a version's record and files with the last room that has it: rooms with the same weights share them.
-- rooms: set of the rooms that have it. record: its JSON. artifact: its files.
-- roomId: the room that lets go of it.
-- keys: rooms record artifact
-- args: roomId
if redis.call('SREM', keys.rooms, args.roomId) == 0 then return end
if redis.call('SCARD', keys.rooms) == 0 then redis.call('DEL', keys.rooms, keys.record, keys.artifact) end
