-- Holds slots on, also those that were lost while the store was away.
-- slots: see take-slot.
-- ids: the slots'. ttlMs: for how long they are held from now on.
-- keys: slots
-- args: ids ttlMs
-- uses: now
for _, id in ipairs(args.ids) do redis.call('ZADD', keys.slots, now() + args.ttlMs, id) end
redis.call('PEXPIRE', keys.slots, args.ttlMs)
