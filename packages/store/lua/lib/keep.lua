-- keep(key) renews a key's time to live, args.ttl in seconds, when a tenth of it has passed: not with each write, for each
-- renewal is a write as well.
local function keep(key)
  if redis.call('TTL', key) < args.ttl * 0.9 then redis.call('EXPIRE', key, args.ttl) end
end
