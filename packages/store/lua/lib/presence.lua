-- Who is in a room. A connection is `<personId>/<connectionId>`. Takes the keys people (hash of JSON {keyHash, person} by the person's
-- id) and present (sorted set of connections by the time until which they count, ms of Redis' clock), the argument channel, and now.

local function personOf(connection) return string.match(connection, '^([^/]*)/') end

-- Set of the people with at least one connection.
local function presentPeople()
  local set = {}
  for _, connection in ipairs(redis.call('ZRANGE', keys.present, 0, -1)) do set[personOf(connection)] = true end
  return set
end

-- Somebody whom the room knows, present or not, or nil.
local function knownPerson(id)
  local record = redis.call('HGET', keys.people, id)
  return record and cjson.decode(record).person or nil
end

local function tell(event, payload)
  redis.call('PUBLISH', args.channel, cjson.encode({ event = event, payload = payload }))
end

-- Takes connections away and tells of those people who have none left.
local function remove(connections)
  if #connections == 0 then return end
  for _, connection in ipairs(connections) do redis.call('ZREM', keys.present, connection) end
  local left = presentPeople()
  local told = {}
  for _, connection in ipairs(connections) do
    local id = personOf(connection)
    if not left[id] and not told[id] then
      told[id] = true
      tell('person.left', { id = id })
    end
  end
end

-- Takes away the connections that nobody renews any more.
local function sweep() remove(redis.call('ZRANGEBYSCORE', keys.present, '-inf', '(' .. now())) end
