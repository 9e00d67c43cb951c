-- Says that a job will read a cell, so that it need not be asked for again. Takes the key asked (hash: field of a cell, see keys.ts -> since
-- when, ms of Redis' clock), the argument claimMs, after which a claim counts no more, and now. Answers whether it was not said already.
local function claim(field)
  local at = now()
  local since = redis.call('HGET', keys.asked, field)
  if since and at - since < args.claimMs then return false end
  redis.call('HSET', keys.asked, field, at)
  redis.call('PEXPIRE', keys.asked, args.claimMs)
  return true
end
