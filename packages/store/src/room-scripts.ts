import { PROMOTIONS_KEPT, SHEET_COLUMNS } from '@inkroom/shared';
import { defineScript } from './script.js';

/*
 * The scripts of a room. Each is one atomic step of Redis: it checks everything first and writes only then, so that what
 * is refused leaves no trace. They know the names of keys.ts, and make those of cells themselves, from the room's prefix;
 * all share the room's hash tag.
 *
 * Strokes pass through as text that was serialised once at the edge: a number that Lua never parses it cannot round.
 *
 * Formats that only these scripts and their callers know:
 * - cell:<sheet>:<cell>  strokeId -> `<seq>|<authorId>|<ink JSON>`, and `|<thinned ink JSON>` of a stroke of many points; `seq` puts
 *                        a cell's strokes in the order of the log
 * - strokes:<sheet>      strokeId -> `<cell>|<authorId>`
 * - sheet:<sheet>        `rev:<cell>` revision; `live:<cell>` count of live writes since it; `ann:<cell>` annotation JSON;
 *                        `smp:<cell>` `<sampleId>|<part>|<label>|<annotatedBy>|<at>` of the annotation and its sample;
 *                        id and part are '' when there is none
 * - predictions:<sheet>  cell -> `<generation>|<revision>|<live>|<1 for the champion's own reading>|<prediction JSON>`
 * - meta                 the counters of samples: `training`, `holdout`, `digit:0` .. `digit:9`; `sampleBytes`, what all samples take together
 * - people               personId -> `<hash of the key>|<person JSON>`
 * - present              `<personId>/<connectionId>` by the time, ms of Redis' clock, until which it counts
 */

/** KEYS[1]: the room's meta. ARGV[1]: the room's key prefix. ARGV[2]: its channel. ARGV[3]: its time to live, s. */
export const ROOM = `
local meta, prefix, channel, ttl = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])

local function nowMs()
  local time = redis.call('TIME')
  return string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
end

-- A time to live is renewed when a tenth of it has passed: not with each write, for each renewal is a write as well.
local function keep(key)
  if redis.call('TTL', key) < ttl * 0.9 then redis.call('EXPIRE', key, ttl) end
end

local function cellKey(sheet, cell) return prefix .. ':cell:' .. sheet .. ':' .. cell end
local function liveKey(sheet, cell) return prefix .. ':live:' .. sheet .. ':' .. cell end
local function sheetKey(sheet) return prefix .. ':sheet:' .. sheet end
local function strokesKey(sheet) return prefix .. ':strokes:' .. sheet end
local function predictionsKey(sheet) return prefix .. ':predictions:' .. sheet end

local function writtenCells(sheet)
  local cells = {}
  for _, field in ipairs(redis.call('HKEYS', sheetKey(sheet))) do
    local cell = string.match(field, '^rev:(%d+)$')
    if cell then cells[#cells + 1] = cell end
  end
  return cells
end

-- The keys of a room live and expire together, also those of cells that nobody has touched for long.
local function keepRoom(sheet)
  if redis.call('TTL', meta) >= ttl * 0.9 then return end
  for _, part in ipairs({'meta', 'log', 'ops', 'people', 'present', 'samples', 'sampleFacts', 'contributions', 'parts', 'runs', 'versions', 'promotions'}) do
    redis.call('EXPIRE', prefix .. ':' .. part, ttl)
  end
  redis.call('EXPIRE', sheetKey(sheet), ttl)
  redis.call('EXPIRE', strokesKey(sheet), ttl)
  redis.call('EXPIRE', predictionsKey(sheet), ttl)
  for _, cell in ipairs(writtenCells(sheet)) do redis.call('EXPIRE', cellKey(sheet, cell), ttl) end
end

-- The strokes of a cell in the order of the log, with their ink as models read it.
local function strokesOf(sheet, cell)
  local flat = redis.call('HGETALL', cellKey(sheet, cell))
  local list = {}
  for i = 1, #flat, 2 do
    local seq, author, ink, thinned = string.match(flat[i + 1], '^(%d+)|([^|]*)|([^|]*)|?(.*)$')
    list[#list + 1] = { id = flat[i], seq = tonumber(seq), author = author, ink = thinned ~= '' and thinned or ink }
  end
  table.sort(list, function (a, b) return a.seq < b.seq end)
  return list
end

local function quoted(list)
  local texts = {}
  for i, text in ipairs(list) do texts[i] = '"' .. text .. '"' end
  return '[' .. table.concat(texts, ',') .. ']'
end
`;

/**
 * What all operations share. ARGV[4]: operation id. [5]: person id. [6]: '1' for a host. [7]: entries kept in the log.
 * [8]: operation ids kept. [9]: share of authors in the holdout part. [10]: samples at most. [11]: bytes of them at most. From
 * [12] on what one operation needs. Answers {1, seq, repeated, cell or -1} or {0, error code, details as JSON}.
 */
const OPERATION = `${ROOM}
local opId, by, isHost = ARGV[4], ARGV[5], ARGV[6] == '1'
local sheet = redis.call('HGET', meta, 'sheet')
if not sheet then return {0, 'room_not_found', ''} end
local applied = redis.call('ZSCORE', prefix .. ':ops', opId)
if applied then
  local entry = redis.call('XRANGE', prefix .. ':log', applied .. '-0', applied .. '-0')[1]
  local cell = entry and string.match(entry[2][2], '"effect":.-"cell":(%d+)')
  return {1, tonumber(applied), 1, tonumber(cell or -1)}
end
local at = nowMs()

local function refuse(code, details) return {0, code, details or ''} end

-- The answer to an operation on another page than the current one, or nil.
local function outdated(wanted)
  if wanted ~= sheet then return refuse('sheet_outdated', '{"sheet":' .. sheet .. '}') end
end

local function outOfRange(cell)
  local rows = tonumber(redis.call('HGET', meta, 'rows'))
  if tonumber(cell) >= rows * ${SHEET_COLUMNS} then return refuse('cell_out_of_range', '{"rows":' .. rows .. '}') end
end

local function nextSeq() return redis.call('HINCRBY', meta, 'seq', 1) end

-- Puts the entry into the log and tells the room, in one breath: messages leave in the order of the log.
local function commit(seq, effect, cell)
  local entry = '{"seq":' .. seq .. ',"opId":"' .. opId .. '","by":"' .. by .. '","at":' .. at .. ',"effect":' .. effect .. '}'
  redis.call('XADD', prefix .. ':log', 'MAXLEN', ARGV[7], seq .. '-0', 'e', entry)
  redis.call('ZADD', prefix .. ':ops', seq, opId)
  redis.call('ZREMRANGEBYRANK', prefix .. ':ops', 0, -(tonumber(ARGV[8]) + 1))
  redis.call('PUBLISH', channel, '{"event":"log.entry","payload":' .. entry .. '}')
  keepRoom(sheet)
  keep(prefix .. ':log')
  keep(prefix .. ':ops')
  return {1, seq, 0, tonumber(cell or -1)}
end

-- A new revision: live readings are counted anew, for any reading of it comes after all of the former one.
local function nextRevision(cell)
  redis.call('HDEL', sheetKey(sheet), 'live:' .. cell)
  local revision = redis.call('HINCRBY', sheetKey(sheet), 'rev:' .. cell, 1)
  keep(sheetKey(sheet))
  return revision
end

local function count(part, label, by)
  if label == 'not-a-digit' then return end
  redis.call('HINCRBY', meta, part, by)
  if part == 'training' then redis.call('HINCRBY', meta, 'digit:' .. label, by) end
end

local function countsJson()
  local digits = {}
  for digit = 0, 9 do digits[digit + 1] = redis.call('HGET', meta, 'digit:' .. digit) or '0' end
  local training = redis.call('HGET', meta, 'training') or '0'
  local holdout = redis.call('HGET', meta, 'holdout') or '0'
  return '{"training":' .. training .. ',"holdout":' .. holdout .. ',"perDigit":[' .. table.concat(digits, ',') .. ']}'
end

-- The part of an author, drawn at their first sample; the first author of a room trains, so that a small room can learn.
local function partOf(author)
  local parts = prefix .. ':parts'
  local part = redis.call('HGET', parts, author)
  if part then return part end
  local draw = tonumber(string.sub(redis.sha1hex(author), 1, 8), 16) / 4294967296
  part = (redis.call('HLEN', parts) > 0 and draw < tonumber(ARGV[9])) and 'holdout' or 'training'
  redis.call('HSET', parts, author, part)
  keep(parts)
  return part
end

-- The part that all who wrote these strokes are in, or nil when they are in different ones.
local function commonPart(strokes)
  local common = partOf(strokes[1].author)
  for _, stroke in ipairs(strokes) do
    if partOf(stroke.author) ~= common then return nil end
  end
  return common
end

-- What was said of a cell, and which sample came of it; nil when nothing was said.
local function annotationOf(cell)
  local text = redis.call('HGET', sheetKey(sheet), 'smp:' .. cell)
  if not text then return nil end
  local id, part, label, annotatedBy, time = string.match(text, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  return { sampleId = id, part = part, label = label, by = annotatedBy, at = time }
end

local function labelJson(label) return label == 'not-a-digit' and '"not-a-digit"' or label end

-- Why the room cannot have a sample of these strokes beside those that it has, as a refusal's details; nil when it can.
local function samplesFull(strokes)
  if redis.call('HLEN', prefix .. ':samples') >= tonumber(ARGV[10]) then return '{"max":' .. ARGV[10] .. '}' end
  local bytes = tonumber(redis.call('HGET', meta, 'sampleBytes') or '0')
  for _, stroke in ipairs(strokes) do bytes = bytes + #stroke.ink end
  if bytes > tonumber(ARGV[11]) then return '{"maxBytes":' .. ARGV[11] .. '}' end
end

-- Whose a sample is, as members of the sorted set of contributions.
local function contributionsOf(id, annotatedBy, authors)
  local members = { 'annotated|' .. annotatedBy .. '|' .. id }
  for author in string.gmatch(authors, '[^,]+') do members[#members + 1] = 'written|' .. author .. '|' .. id end
  return members
end

local function dropSample(id)
  local facts = redis.call('HGET', prefix .. ':sampleFacts', id)
  if not facts then return end
  local part, label, annotatedBy, authors = string.match(facts, '^([^|]*)|([^|]*)|([^|]*)|(.*)$')
  redis.call('HINCRBY', meta, 'sampleBytes', -redis.call('HSTRLEN', prefix .. ':samples', id))
  redis.call('HDEL', prefix .. ':samples', id)
  redis.call('HDEL', prefix .. ':sampleFacts', id)
  redis.call('ZREM', prefix .. ':contributions', unpack(contributionsOf(id, annotatedBy, authors)))
  count(part, label, -1)
end

-- Takes the annotation off a cell, and its sample with it unless that is to stay for good.
local function withdraw(cell, keepSample)
  local annotation = annotationOf(cell)
  if not annotation then return end
  redis.call('HDEL', sheetKey(sheet), 'ann:' .. cell, 'smp:' .. cell)
  if not keepSample then dropSample(annotation.sampleId) end
end

local function storeSample(id, part, label, annotatedBy, time, strokes)
  local inks, authors, seen = {}, {}, {}
  for i, stroke in ipairs(strokes) do
    inks[i] = stroke.ink
    if not seen[stroke.author] then authors[#authors + 1] = stroke.author end
    seen[stroke.author] = true
  end
  local json = '{"id":"' .. id .. '","authorId":"' .. strokes[1].author .. '","annotatedBy":"' .. annotatedBy ..
    '","label":' .. labelJson(label) .. ',"part":"' .. part .. '","at":' .. time ..
    ',"strokes":[' .. table.concat(inks, ',') .. ']}'
  redis.call('HSET', prefix .. ':samples', id, json)
  redis.call('HINCRBY', meta, 'sampleBytes', #json)
  local writers = table.concat(authors, ',')
  redis.call('HSET', prefix .. ':sampleFacts', id, table.concat({ part, label, annotatedBy, writers }, '|'))
  for _, member in ipairs(contributionsOf(id, annotatedBy, writers)) do redis.call('ZADD', prefix .. ':contributions', 0, member) end
  for _, key in ipairs({ ':samples', ':sampleFacts', ':contributions' }) do keep(prefix .. key) end
  count(part, label, 1)
end

-- Says what a cell holds, and makes what is written there now its sample. Ink of both parts makes none, and a sample never
-- changes its part: what is in another part from now on is another sample, under the number of this entry.
-- Answers the annotation as JSON.
local function annotate(cell, seq, label, annotatedBy, time)
  local former = annotationOf(cell)
  if former then dropSample(former.sampleId) end
  local strokes = strokesOf(sheet, cell)
  local part, id = commonPart(strokes), ''
  if part and not samplesFull(strokes) then
    id = former and former.part == part and former.sampleId or tostring(seq)
  end
  if id ~= '' then storeSample(id, part, label, annotatedBy, time, strokes) else part = '' end
  local json = '{"label":' .. labelJson(label) .. ',"by":"' .. annotatedBy .. '","at":' .. time ..
    ',"sampleId":' .. (id ~= '' and '"' .. id .. '"' or 'null') .. '}'
  redis.call('HSET', sheetKey(sheet), 'ann:' .. cell, json,
    'smp:' .. cell, table.concat({ id, part, label, annotatedBy, time }, '|'))
  keep(sheetKey(sheet))
  return json
end

-- After the strokes of a cell have changed: what was said of it is said of what is there now. Answers what of that belongs
-- into the effect, '' when nothing was said.
local function annotateAgain(cell, seq)
  local annotation = annotationOf(cell)
  if not annotation then return '' end
  return ',"annotation":' .. annotate(cell, seq, annotation.label, annotation.by, annotation.at)
end

local function removeStrokes(cell, ids)
  for _, id in ipairs(ids) do
    redis.call('HDEL', cellKey(sheet, cell), id)
    redis.call('HDEL', strokesKey(sheet), id)
  end
  local empty = redis.call('EXISTS', cellKey(sheet, cell)) == 0
  if empty then redis.call('HDEL', predictionsKey(sheet), cell) end
  return empty
end

-- Takes strokes back: the sample follows what is left of the cell.
local function commitRemoval(cell, ids)
  local seq = nextSeq()
  local empty = removeStrokes(cell, ids)
  local revision = nextRevision(cell)
  local annotation = ''
  if empty then withdraw(cell, false) else annotation = annotateAgain(cell, seq) end
  return commit(seq, '{"kind":"stroke.remove","cell":' .. cell .. ',"ids":' .. quoted(ids) .. ',"revision":' .. revision ..
    annotation .. ',"samples":' .. countsJson() .. '}', cell)
end
`;

/** ARGV[12..]: sheet, cell, stroke id, ink JSON, strokes at most in a cell, the thinned ink's JSON or '' where it is the same. */
export const addStroke = defineScript(
  'addStroke',
  1,
  `${OPERATION}
local cell, id, ink, most, thinned = ARGV[13], ARGV[14], ARGV[15], tonumber(ARGV[16]), ARGV[17]
local refusal = outdated(ARGV[12]) or outOfRange(cell)
if refusal then return refusal end
if redis.call('HEXISTS', strokesKey(sheet), id) == 1 then return refuse('stroke_exists') end
if redis.call('HLEN', cellKey(sheet, cell)) >= most then return refuse('cell_full', '{"max":' .. most .. '}') end

local seq = nextSeq()
redis.call('HSET', cellKey(sheet, cell), id, seq .. '|' .. by .. '|' .. ink .. (thinned ~= '' and '|' .. thinned or ''))
redis.call('HSET', strokesKey(sheet), id, cell .. '|' .. by)
redis.call('HDEL', liveKey(sheet, cell), id)
keep(cellKey(sheet, cell))
keep(strokesKey(sheet))
local revision = nextRevision(cell)
local annotation = annotateAgain(cell, seq)
if annotation ~= '' then annotation = annotation .. ',"samples":' .. countsJson() end
return commit(seq, '{"kind":"stroke.add","stroke":{"id":"' .. id .. '","authorId":"' .. by .. '","cell":' .. cell .. ',' ..
  string.sub(ink, 2) .. ',"revision":' .. revision .. annotation .. '}', cell)
`,
);

/** ARGV[12..]: sheet, stroke ids. Those that are gone already are passed over. */
export const removeStrokes = defineScript(
  'removeStrokes',
  1,
  `${OPERATION}
local refusal = outdated(ARGV[12])
if refusal then return refusal end
local ids, seen, cell = {}, {}, nil
for i = 13, #ARGV do
  local id = ARGV[i]
  local place = redis.call('HGET', strokesKey(sheet), id)
  if place and not seen[id] then
    local strokeCell, author = string.match(place, '^(%d+)|(.*)$')
    if author ~= by and not isHost then return refuse('not_your_stroke', '{"id":"' .. id .. '"}') end
    cell = cell or strokeCell
    if strokeCell ~= cell then return refuse('invalid_payload', '{"reason":"strokes of several cells"}') end
    seen[id] = true
    ids[#ids + 1] = id
  end
end
if not cell then return refuse('stroke_not_found') end
return commitRemoval(cell, ids)
`,
);

/**
 * ARGV[12..]: sheet, cell. A writer who leaves strokes of others behind has taken strokes back, rather than cleared the
 * cell: the effect is a `stroke.remove`, so that the annotation's sample follows what is left.
 */
export const clearCell = defineScript(
  'clearCell',
  1,
  `${OPERATION}
local cell = ARGV[13]
local refusal = outdated(ARGV[12]) or outOfRange(cell)
if refusal then return refusal end
local strokes, ids = strokesOf(sheet, cell), {}
if #strokes == 0 then return refuse('cell_empty') end
for _, stroke in ipairs(strokes) do
  if isHost or stroke.author == by then ids[#ids + 1] = stroke.id end
end
if #ids == 0 then return refuse('not_your_stroke') end
if #ids < #strokes then return commitRemoval(cell, ids) end

local seq = nextSeq()
removeStrokes(cell, ids)
local revision = nextRevision(cell)
withdraw(cell, true)
return commit(seq, '{"kind":"cell.clear","cell":' .. cell .. ',"ids":' .. quoted(ids) .. ',"revision":' .. revision .. '}', cell)
`,
);

/** ARGV[12..]: sheet, cell, label or '' to take it back. */
export const annotateCell = defineScript(
  'annotateCell',
  1,
  `${OPERATION}
local cell, label = ARGV[13], ARGV[14]
local refusal = outdated(ARGV[12]) or outOfRange(cell)
if refusal then return refusal end
if redis.call('EXISTS', cellKey(sheet, cell)) == 0 then return refuse('cell_empty') end
local known = annotationOf(cell)
local full = label ~= '' and not (known and known.sampleId ~= '') and samplesFull(strokesOf(sheet, cell))
if full then return refuse('too_many_samples', full) end

local seq = nextSeq()
local annotation = 'null'
if label == '' then withdraw(cell, false) else annotation = annotate(cell, seq, label, by, at) end
return commit(seq, '{"kind":"cell.annotate","cell":' .. cell .. ',"annotation":' .. annotation .. ',"samples":' ..
  countsJson() .. '}', cell)
`,
);

/**
 * ARGV[12..]: person, 'annotated' or 'written'. An annotation of the page goes with its sample, or the sample would come again
 * with the cell's next stroke; and one that made none goes with whoever made it.
 */
export const withdrawSamples = defineScript(
  'withdrawSamples',
  1,
  `${OPERATION}
local person, role = ARGV[12], ARGV[13]
local whose = role .. '|' .. person .. '|'
local members = redis.call('ZRANGEBYLEX', prefix .. ':contributions', '[' .. whose, '(' .. role .. '|' .. person .. '}')
local gone, cells = {}, {}
for i, member in ipairs(members) do gone[string.sub(member, #whose + 1)] = true end
for _, field in ipairs(redis.call('HKEYS', sheetKey(sheet))) do
  local cell = string.match(field, '^smp:(%d+)$')
  local annotation = cell and annotationOf(cell)
  if annotation and (gone[annotation.sampleId] or (role == 'annotated' and annotation.by == person)) then cells[#cells + 1] = cell end
end
if #members == 0 and #cells == 0 then return refuse('samples_not_found') end
-- A hash tells them in any order; the log does not.
table.sort(cells, function (a, b) return tonumber(a) < tonumber(b) end)

local seq = nextSeq()
for _, cell in ipairs(cells) do redis.call('HDEL', sheetKey(sheet), 'ann:' .. cell, 'smp:' .. cell) end
for id in pairs(gone) do dropSample(id) end
return commit(seq, '{"kind":"samples.withdraw","personId":"' .. person .. '","role":"' .. role .. '","count":' .. #members ..
  ',"cells":[' .. table.concat(cells, ',') .. '],"samples":' .. countsJson() .. '}')
`,
);

/** ARGV[12]: rows at most. */
export const growSheet = defineScript(
  'growSheet',
  1,
  `${OPERATION}
local rows, most = tonumber(redis.call('HGET', meta, 'rows')), tonumber(ARGV[12])
if rows >= most then return refuse('sheet_too_tall', '{"max":' .. most .. '}') end
redis.call('HSET', meta, 'rows', rows + 1)
return commit(nextSeq(), '{"kind":"sheet.grow","rows":' .. (rows + 1) .. '}')
`,
);

/**
 * ARGV[12..]: sheet, rows of a new sheet. The page that is turned is dropped: its strokes are in the log for as long as
 * the log goes back, and its samples stay.
 */
export const turnSheet = defineScript(
  'turnSheet',
  1,
  `${OPERATION}
local refusal = outdated(ARGV[12])
if refusal then return refusal end
local rows = tonumber(redis.call('HGET', meta, 'rows'))
if not isHost then
  for cell = 0, rows * ${SHEET_COLUMNS} - 1 do
    if redis.call('EXISTS', cellKey(sheet, cell)) == 0 then return refuse('sheet_not_full', '{"cell":' .. cell .. '}') end
  end
end

for cell = 0, rows * ${SHEET_COLUMNS} - 1 do redis.call('UNLINK', cellKey(sheet, cell), liveKey(sheet, cell)) end
redis.call('UNLINK', sheetKey(sheet), strokesKey(sheet), predictionsKey(sheet))
sheet = tostring(tonumber(sheet) + 1)
redis.call('HSET', meta, 'sheet', sheet, 'rows', ARGV[13])
return commit(nextSeq(), '{"kind":"sheet.turn","sheet":' .. sheet .. '}')
`,
);

/** ARGV[12]: framing. */
export const setFraming = defineScript(
  'setFraming',
  1,
  `${OPERATION}
redis.call('HSET', meta, 'framing', ARGV[12])
local generation = redis.call('HINCRBY', meta, 'generation', 1)
return commit(nextSeq(), '{"kind":"room.framing","framing":"' .. ARGV[12] .. '","generation":' .. generation .. '}')
`,
);

const ALIASES = `
local aliases = redis.call('HMGET', meta, 'champion', 'previous', 'challenger')
local champion, previous, challenger = aliases[1], aliases[2], aliases[3]
-- Shipped versions are everybody's; one of the room's own may have been dropped a moment ago.
local function missing(id)
  if string.sub(id, 1, 8) == 'shipped-' or redis.call('HEXISTS', prefix .. ':versions', id) == 1 then return nil end
  return refuse('version_not_found', '{"versionId":"' .. id .. '"}')
end
local function idJson(id) return id and '"' .. id .. '"' or 'null' end
`;

/**
 * ARGV[12..]: version id, '1' when a host overrides the gate, the champion that the verdict compared it with, '1' when it
 * passed, the verdict as JSON, the person's name as JSON; the middle three '' without a verdict. A version that is live needs none, nor
 * one that was before, unless it got there by an override only.
 * Promoting the champion again does not make it its own predecessor; a challenger that is promoted is none any more.
 */
export const promote = defineScript(
  'promote',
  1,
  `${OPERATION}${ALIASES}
local wanted, overrides, against, passed, verdict, name = ARGV[12], ARGV[13] == '1', ARGV[14], ARGV[15] == '1', ARGV[16], ARGV[17]
local refusal = missing(wanted)
if refusal then return refusal end
local forced = redis.call('HMGET', meta, 'championForced', 'previousForced')
if wanted ~= champion and (wanted ~= previous or forced[2] == '1') then
  if against ~= champion then return refuse('champion_changed') end
  if not passed and not overrides then return refuse('gate_failed', '{"verdict":' .. verdict .. '}') end
end
local overridden = overrides and verdict ~= '' and not passed
if champion ~= wanted then
  previous = champion
  redis.call('HSET', meta, 'championForced', overridden and '1' or '0', 'previousForced', forced[1] or '0')
end
if challenger == wanted then challenger = false end
redis.call('HSET', meta, 'champion', wanted)
if previous then redis.call('HSET', meta, 'previous', previous) end
if not challenger then redis.call('HDEL', meta, 'challenger') end
local generation = redis.call('HINCRBY', meta, 'generation', 1)
local promotion = '{"versionId":"' .. wanted .. '","by":{"id":"' .. by .. '","name":' .. name .. '},"at":' .. at ..
  ',"verdict":' .. (verdict ~= '' and verdict or 'null') .. ',"override":' .. tostring(overridden) .. '}'
local promotions = prefix .. ':promotions'
redis.call('LPUSH', promotions, promotion)
redis.call('LTRIM', promotions, 0, ${PROMOTIONS_KEPT - 1})
keep(promotions)
return commit(nextSeq(), '{"kind":"model.promote","champion":"' .. wanted .. '","previous":' .. idJson(previous) ..
  ',"challenger":' .. idJson(challenger) .. ',"generation":' .. generation .. ',"promotion":' .. promotion .. '}')
`,
);

/** ARGV[12]: version id, or '' for none. */
export const challenge = defineScript(
  'challenge',
  1,
  `${OPERATION}${ALIASES}
challenger = ARGV[12] ~= '' and ARGV[12]
local refusal = challenger and missing(challenger)
if refusal then return refusal end
if challenger == champion then return refuse('already_champion') end
if challenger then redis.call('HSET', meta, 'challenger', challenger) else redis.call('HDEL', meta, 'challenger') end
local generation = redis.call('HINCRBY', meta, 'generation', 1)
return commit(nextSeq(), '{"kind":"model.challenge","challenger":' .. idJson(challenger) .. ',"generation":' .. generation .. '}')
`,
);

/**
 * Everything of a room at one moment of its log. ARGV[4]: a marker, published on the room's channel at that very moment,
 * or ''. Answers {meta, sheet, predictions, promotions, cell, strokes, cell, strokes, ...}, or false. Promotions are a list,
 * the newest first; all else but the cells' numbers is a flat list of fields and values.
 */
export const readRoomScript = defineScript(
  'readRoom',
  1,
  `${ROOM}
local sheet = redis.call('HGET', meta, 'sheet')
if not sheet then return false end
keepRoom(sheet)
local promotions = redis.call('LRANGE', prefix .. ':promotions', 0, -1)
local parts = { redis.call('HGETALL', meta), redis.call('HGETALL', sheetKey(sheet)), redis.call('HGETALL', predictionsKey(sheet)), promotions }
for _, cell in ipairs(writtenCells(sheet)) do
  parts[#parts + 1] = cell
  parts[#parts + 1] = redis.call('HGETALL', cellKey(sheet, cell))
end
if ARGV[4] ~= '' then redis.call('PUBLISH', channel, '{"marker":"' .. ARGV[4] .. '"}') end
return parts
`,
);

/** KEYS[1]: the room's meta. ARGV: time to live, s; then fields and values. Answers 1, or 0 when the room exists. */
export const createRoomScript = defineScript(
  'createRoom',
  1,
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
`,
);
