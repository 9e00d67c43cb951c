import { ROOM } from './room-scripts.js';
import { defineScript } from './script.js';

/** What presence adds to a room's scripts. A connection is `<personId>/<connectionId>`. */
const PRESENCE = `${ROOM}
local people, present = prefix .. ':people', prefix .. ':present'
local now = tonumber(nowMs())

local function personOf(connection) return string.match(connection, '^([^/]*)/') end

-- Set of the people with at least one connection.
local function presentPeople()
  local set = {}
  for _, connection in ipairs(redis.call('ZRANGE', present, 0, -1)) do set[personOf(connection)] = true end
  return set
end

local function personJson(id)
  local record = redis.call('HGET', people, id)
  return record and string.match(record, '^[^|]*|(.*)$')
end

local function sayJoined(json)
  redis.call('PUBLISH', channel, '{"event":"person.joined","payload":' .. json .. '}')
end

-- Takes connections away and tells of those people who have none left.
local function remove(connections)
  if #connections == 0 then return end
  for _, connection in ipairs(connections) do redis.call('ZREM', present, connection) end
  local left = presentPeople()
  local told = {}
  for _, connection in ipairs(connections) do
    local id = personOf(connection)
    if not left[id] and not told[id] then
      told[id] = true
      redis.call('PUBLISH', channel, '{"event":"person.left","payload":{"id":"' .. id .. '"}}')
    end
  end
end

local function sweep() remove(redis.call('ZRANGEBYSCORE', present, '-inf', '(' .. string.format('%.0f', now))) end

local function vouch(connection, forMs)
  redis.call('ZADD', present, string.format('%.0f', now + forMs), connection)
  keep(present)
end
`;

/**
 * Lets a connection in. ARGV[4..]: connection, hash of the person's key, their JSON up to the colour's value, people
 * present at most, presence in ms, number of colours, people known at most. A known person keeps their colour, a new one
 * gets the one least used by those present. Answers {1, person JSON} or {0, error code}.
 */
export const enterRoomScript = defineScript(
  'enterRoom',
  1,
  `${PRESENCE}
local connection, keyHash, head, most = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7])
local forMs, colours, knownMost = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local sheet = redis.call('HGET', meta, 'sheet')
if not sheet then return {0, 'room_not_found'} end
sweep()
local id = personOf(connection)
local here, count, used = presentPeople(), 0, {}
for other in pairs(here) do
  count = count + 1
  local colour = string.match(personJson(other) or '', '"colour":(%d+)}$')
  if colour then used[tonumber(colour)] = (used[tonumber(colour)] or 0) + 1 end
end
if not here[id] and count >= most then return {0, 'room_full'} end

local before = personJson(id)
if not before and redis.call('HLEN', people) >= knownMost then return {0, 'room_full'} end
local colour = before and string.match(before, '"colour":(%d+)}$')
if not colour then
  colour = 0
  for candidate = 1, colours - 1 do
    if (used[candidate] or 0) < (used[colour] or 0) then colour = candidate end
  end
end
local json = head .. colour .. '}'
redis.call('HSET', people, id, keyHash .. '|' .. json)
keep(people)
vouch(connection, forMs)
keepRoom(sheet)
if not here[id] or before ~= json then sayJoined(json) end
return {1, json}
`,
);

/** ARGV[4..]: connections that have ended. */
export const leaveRoomScript = defineScript(
  'leaveRoom',
  1,
  `${PRESENCE}
local ended = {}
for i = 4, #ARGV do ended[#ended + 1] = ARGV[i] end
remove(ended)
sweep()
`,
);

/**
 * ARGV[4]: presence in ms. ARGV[5..]: connections that are alive. One that was swept in the meantime, because the store
 * was away for longer than presence lasts, is told of again.
 */
export const vouchPresenceScript = defineScript(
  'vouchPresence',
  1,
  `${PRESENCE}
if redis.call('EXISTS', meta) == 0 then return end
local here = presentPeople()
for i = 5, #ARGV do
  local id = personOf(ARGV[i])
  vouch(ARGV[i], tonumber(ARGV[4]))
  local json = not here[id] and personJson(id)
  if json then
    here[id] = true
    sayJoined(json)
  end
end
sweep()
`,
);

/** The people present, as JSON. */
export const listPeopleScript = defineScript(
  'listPeople',
  1,
  `${PRESENCE}
sweep()
local list = {}
for id in pairs(presentPeople()) do list[#list + 1] = personJson(id) end
return list
`,
);
