-- Notes that a worker is online.
-- seen: sorted set of worker ids by their last heartbeat, ms. workers: hash of them, JSON by id.
-- id: the worker's. worker: JSON of it.
-- keys: seen workers
-- args: id worker
-- uses: now
redis.call('ZADD', keys.seen, now(), args.id)
redis.call('HSET', keys.workers, args.id, args.worker)
