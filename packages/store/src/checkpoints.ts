import type { Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { runKeys } from './keys.js';
import { LuaScript } from './script.js';

/** A run's state after an epoch, as the store keeps it: what it is about, and blocks of bytes that it does not look into. */
export interface StoredCheckpoint {
  meta: object;
  blocks: Readonly<Record<string, Uint8Array>>;
}

const save = new LuaScript('save-checkpoint');

/** Keeps where a run is; false when it has ended or is another worker's by now. */
export async function saveCheckpoint(
  redis: Redis,
  runId: string,
  workerId: string,
  { meta, blocks }: StoredCheckpoint,
  limits: Limits,
): Promise<boolean> {
  const { record, checkpoint } = runKeys(runId);
  const args = {
    workerId,
    meta: JSON.stringify(meta),
    fields: Object.keys(blocks),
    ttl: limits.roomIdleTtlSeconds,
  };
  const bytes = Object.values(blocks).map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return (await save.run(redis, { record, checkpoint }, args, { blocks: bytes })) === 1;
}

/** Where a run stopped, or null when it has no whole epoch behind it. */
export async function readCheckpoint(redis: Redis, runId: string): Promise<StoredCheckpoint | null> {
  const { meta, ...blocks } = await redis.hgetallBuffer(runKeys(runId).checkpoint);
  return meta ? { meta: JSON.parse(`${meta}`) as object, blocks } : null;
}
