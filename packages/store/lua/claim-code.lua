-- Makes a code lead to a room for a while, unless it leads to another one. Answers 1, or 0 when it does.
-- holder: id of the room to which the code leads. roomId: the room. ms: for how long.
-- keys: holder
-- args: roomId ms
local holder = redis.call('GET', keys.holder)
if holder and holder ~= args.roomId then return 0 end
redis.call('SET', keys.holder, args.roomId, 'PX', args.ms)
return 1
