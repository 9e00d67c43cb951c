import { DEFAULT_LIMITS, type Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { runKeys } from './keys.js';

/** A run's state after an epoch, as the store keeps it: what it is about, and blocks of bytes that it does not look into. */
export interface StoredCheckpoint {
  meta: object;
  blocks: Readonly<Record<string, Uint8Array>>;
}

const META = 'meta';

/**
 * Replaces a run's checkpoint as a whole, if the run is still that worker's and goes on.
 * KEYS: record, checkpoint. ARGV: worker id, time to live in s, then field and value by turns.
 */
const SAVE = `
local record = redis.call('GET', KEYS[1])
if not record then return 0 end
local run = cjson.decode(record)
if run.state ~= 'running' or type(run.worker) ~= 'table' or run.worker.id ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[2], ARGV[2])
return 1
`;

/** Keeps where a run is; false when it has ended or is another worker's by now. */
export async function saveCheckpoint(
  redis: Redis,
  runId: string,
  workerId: string,
  { meta, blocks }: StoredCheckpoint,
  limits: Limits = DEFAULT_LIMITS,
): Promise<boolean> {
  const { record, checkpoint } = runKeys(runId);
  const fields = Object.entries(blocks).flatMap(([name, { buffer, byteOffset, byteLength }]) => [
    name,
    Buffer.from(buffer, byteOffset, byteLength),
  ]);
  const args = [workerId, limits.roomIdleTtlSeconds, META, JSON.stringify(meta), ...fields];
  return (await redis.eval(SAVE, 2, record, checkpoint, ...args)) === 1;
}

/** Where a run stopped, or null when it has no whole epoch behind it. */
export async function readCheckpoint(redis: Redis, runId: string): Promise<StoredCheckpoint | null> {
  const { [META]: meta, ...blocks } = await redis.hgetallBuffer(runKeys(runId).checkpoint);
  return meta ? { meta: JSON.parse(`${meta}`) as object, blocks } : null;
}
