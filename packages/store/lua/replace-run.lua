-- Replaces a run's record if it still is what the writer has read, and tells the room in the same breath, so that messages come in
-- the order of the changes. Answers 1, or 0 when it is another by now.
-- record: JSON of the run.
-- expected, replacement: the record as it was read and as it is to be. channel, message: what the room is told, and where.
-- ttl: time to live of the record, s.
-- keys: record
-- args: expected replacement channel message ttl
if redis.call('GET', keys.record) ~= args.expected then return 0 end
redis.call('SET', keys.record, args.replacement, 'EX', args.ttl)
redis.call('PUBLISH', args.channel, args.message)
return 1
