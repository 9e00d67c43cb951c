-- Gives back one that was taken and not used. See take-allowance.lua.
-- keys: allowance
-- args: max windowMs
-- uses: now
local at = now()
local missing = tonumber(redis.call('GET', keys.allowance) or '0') - args.windowMs / args.max
if missing <= at then redis.call('DEL', keys.allowance)
else redis.call('SET', keys.allowance, string.format('%.3f', missing), 'PX', math.ceil(missing - at)) end
