-- Names by which a room's people are known, each one's alone. Takes the key names (hash: `is:<name>` -> the id of whose it is, `of:<id>` ->
-- the field of theirs, `last:<name>` -> the last number beyond NUMBERS_TRIED; a name stands there as `nameKey` writes it).

-- A hall of one name. A script that is thousands of people of one name gets numbers beyond, without a search for a free one.
local NUMBERS_TRIED = 250

-- Gives somebody a name, with the lowest number behind it by which nobody else goes. Their former one is free again.
local function claimName(id, name, key)
  local former, number = redis.call('HGET', keys.names, 'of:' .. id), 1
  while true do
    local behind = number == 1 and '' or ' (' .. number .. ')'
    local field = 'is:' .. key .. behind
    local holder = redis.call('HGET', keys.names, field)
    if not holder or holder == id then
      if former and former ~= field then redis.call('HDEL', keys.names, former) end
      redis.call('HSET', keys.names, field, id, 'of:' .. id, field)
      return name .. behind
    end
    if number < NUMBERS_TRIED then number = number + 1
    else number = NUMBERS_TRIED + redis.call('HINCRBY', keys.names, 'last:' .. key, 1) end
  end
end

-- Somebody is known no more.
local function freeName(id)
  local field = redis.call('HGET', keys.names, 'of:' .. id)
  if field then redis.call('HDEL', keys.names, field, 'of:' .. id) end
end
