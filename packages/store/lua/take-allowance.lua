-- Takes one of so many that somebody may have in a time; they come back one by one, spread over it. Answers 0, or after how many ms
-- there will be one.
-- allowance: until when what was taken is missing, ms of Redis' clock; gone once nothing is.
-- max: how many there are. windowMs: the time in which all of them come back.
-- keys: allowance
-- args: max windowMs
-- uses: now
local at = now()
local missing = math.max(tonumber(redis.call('GET', keys.allowance) or '0'), at) + args.windowMs / args.max
local lateMs = missing - at - args.windowMs
if lateMs > 0 then return math.ceil(lateMs) end
redis.call('SET', keys.allowance, string.format('%.3f', missing), 'PX', math.ceil(missing - at))
return 0
