-- The only writer of a room's log: appends entries, writes what they change, and tells the room, or does nothing at all.
-- It decides nothing: the gateway has settled the entries on the state of `expected`.
-- lease: whose turn it is after lost tries. All others: see keys.ts; they are kept together.
-- schema: version of what the gateway writes. expected: seq that was settled on. gateway: who asks.
-- last: operation id of the entry with that seq, for another gateway's may have got it; null where that is not known.
-- entries: list of {opId, text}. lookups: further operation ids of which is asked whether they were applied.
-- conditions: list of {key, field, value}; value is false where any will do. writes: list of {command, key, arguments...}.
-- channel: where the message is told. logMax, logBytesMax, idsKept: how many entries, bytes of them, and ids are kept. ttl: time to
-- live, s.
-- leaseMs: take the lease for so long when this try loses; 0 not to.
-- message: what the room is told of the entries.
-- Answers {what, seq, {operation id, seq, ...} of those applied before, detail}. what: 'done'; 'missing', no such room;
-- 'outdated', the room is newer than the gateway; 'leased', detail ms from now; 'behind', seq is another; 'repeated', an entry was
-- applied before; 'condition', number detail does not hold.
-- keys: meta log ops lease people names present ink samples parts runs versions cards pages clearings cells counts predictions scores
-- args: schema expected last gateway entries lookups conditions writes channel logMax logBytesMax idsKept ttl leaseMs
-- binary: message
-- uses: keep

-- Oldest entries looked at with each commit, which appends fewer.
local TRIMMED_MAX = 256

-- Takes the oldest entries off the log, as long as it has too many of them or too many bytes. The newest stays.
local function trimLog(added)
  local bytes = redis.call('HINCRBY', keys.meta, 'logBytes', added) - args.logBytesMax
  local count = redis.call('XLEN', keys.log) - args.logMax
  if count <= 0 and bytes <= 0 then return end
  local freed, first, size = 0, nil, 0
  for _, entry in ipairs(redis.call('XRANGE', keys.log, '-', '+', 'COUNT', TRIMMED_MAX)) do
    freed, first, size = freed + size, entry[1], #entry[2][2]
    if count <= 0 and freed >= bytes then break end
    count = count - 1
  end
  redis.call('XTRIM', keys.log, 'MINID', first)
  redis.call('HINCRBY', keys.meta, 'logBytes', -freed)
end

local head = redis.call('HMGET', keys.meta, 'seq', 'schema')
local seq = tonumber(head[1])
if not seq then return {'missing', 0, {}, 0} end

local applied, repeats = {}, false
local function lookUp(id)
  local at = redis.call('ZSCORE', keys.ops, id)
  if at then
    applied[#applied + 1] = id
    applied[#applied + 1] = tonumber(at)
  end
  return at
end
for _, id in ipairs(args.lookups) do lookUp(id) end
for _, entry in ipairs(args.entries) do repeats = lookUp(entry[1]) or repeats end

if tonumber(head[2] or '0') > args.schema then return {'outdated', seq, applied, 0} end
local holder = redis.call('GET', keys.lease)
if holder and holder ~= args.gateway then return {'leased', seq, applied, redis.call('PTTL', keys.lease)} end
if seq ~= args.expected or (args.last and tonumber(redis.call('ZSCORE', keys.ops, args.last) or 0) ~= seq) then
  if args.leaseMs > 0 then redis.call('SET', keys.lease, args.gateway, 'PX', args.leaseMs) end
  return {'behind', seq, applied, 0}
end
if repeats then return {'repeated', seq, applied, 0} end
for i, condition in ipairs(args.conditions) do
  local value = redis.call('HGET', condition[1], condition[2])
  if not value or (condition[3] and value ~= condition[3]) then return {'condition', seq, applied, i} end
end
if #args.entries == 0 then return {'done', seq, applied, 0} end

local added = 0
for _, entry in ipairs(args.entries) do
  seq = seq + 1
  redis.call('XADD', keys.log, seq .. '-0', 'e', entry[2])
  redis.call('ZADD', keys.ops, seq, entry[1])
  added = added + #entry[2]
end
trimLog(added)
redis.call('ZREMRANGEBYRANK', keys.ops, 0, -(args.idsKept + 1))
redis.call('HSET', keys.meta, 'seq', seq, 'schema', args.schema)
for _, write in ipairs(args.writes) do redis.call(unpack(write)) end
redis.call('PUBLISH', args.channel, binary.message)
if holder then redis.call('DEL', keys.lease) end
-- The keys of a room live and expire together, also those that nobody has written to for long.
if redis.call('TTL', keys.meta) < args.ttl * 0.9 then
  for _, key in pairs(keys) do redis.call('EXPIRE', key, args.ttl) end
end
keep(keys.log)
keep(keys.ops)
for _, write in ipairs(args.writes) do
  if write[1] == 'HSET' then keep(write[2]) end
end
return {'done', seq, applied, 0}
