-- Answers the records of those who are in a room, after taking away the connections that nobody renews any more.
-- people, present: who is known and who is there, see lib/presence.
-- channel: where the room is told.
-- keys: people present
-- args: channel
-- uses: now presence
sweep()
local records = {}
for id in pairs(presentPeople()) do records[#records + 1] = redis.call('HGET', keys.people, id) or nil end
return records
