-- Notes that a worker has a run in hand, if the run's record says so too. Answers the run's standing: mine, cancel or lost.
-- record: JSON of the run. attended: who has it in hand. cancel: there when somebody asked for its end.
-- workerId: who says so. expiryMs: time until the worker counts as absent.
-- keys: record attended cancel
-- args: workerId expiryMs
local record = redis.call('GET', keys.record)
local run = record and cjson.decode(record)
if not run or run.state ~= 'running' or type(run.worker) ~= 'table' or run.worker.id ~= args.workerId then return 'lost' end
redis.call('SET', keys.attended, args.workerId, 'PX', args.expiryMs)
return redis.call('EXISTS', keys.cancel) == 1 and 'cancel' or 'mine'
