-- Takes one of the slots that an address may hold at a time. Answers 1, or 0 when it holds as many.
-- slots: sorted set of ids by the time until which each is held, ms of Redis' clock.
-- id: the slot's. max: how many may be held. ttlMs: for how long it is held unless it is renewed.
-- keys: slots
-- args: id max ttlMs
-- uses: now
redis.call('ZREMRANGEBYSCORE', keys.slots, '-inf', '(' .. now())
if redis.call('ZCARD', keys.slots) >= args.max then return 0 end
redis.call('ZADD', keys.slots, now() + args.ttlMs, args.id)
redis.call('PEXPIRE', keys.slots, args.ttlMs)
return 1
