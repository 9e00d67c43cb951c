-- Sweeps the workers not heard of for too long, and answers the JSON of the rest.
-- seen: sorted set of worker ids by their last heartbeat, ms. workers: hash of them, JSON by id.
-- expiryMs: for how long a worker counts after its last heartbeat.
-- keys: seen workers
-- args: expiryMs
-- uses: now
for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.seen, '-inf', '(' .. now() - args.expiryMs)) do
  redis.call('ZREM', keys.seen, id)
  redis.call('HDEL', keys.workers, id)
end
return redis.call('HVALS', keys.workers)
