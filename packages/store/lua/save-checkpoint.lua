-- Replaces a run's checkpoint as a whole, if the run is still that worker's and goes on: 1, else 0.
-- record: JSON of the run. checkpoint: hash of what is saved.
-- workerId: whose it is. meta: JSON of what the blocks are about. fields: the blocks' names. ttl: time to live, s.
-- blocks: their bytes, in the order of their names.
-- keys: record checkpoint
-- args: workerId meta fields ttl
-- binary: blocks...
local record = redis.call('GET', keys.record)
local run = record and cjson.decode(record)
if not run or run.state ~= 'running' or type(run.worker) ~= 'table' or run.worker.id ~= args.workerId then return 0 end
redis.call('DEL', keys.checkpoint)
redis.call('HSET', keys.checkpoint, 'meta', args.meta)
for i, field in ipairs(args.fields) do redis.call('HSET', keys.checkpoint, field, binary.blocks[i]) end
redis.call('EXPIRE', keys.checkpoint, args.ttl)
return 1
