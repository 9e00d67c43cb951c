import type { Redis } from 'ioredis';

/** A file that a host brought, on its way from a gateway to the worker that looks at it. */
function importKey(importId: string): string {
  return `inkroom:import:{${importId}}`;
}

/** @param ttlMs how long it may take until somebody has looked at it */
export async function putImport(redis: Redis, importId: string, file: Uint8Array, ttlMs: number): Promise<void> {
  await redis.set(importKey(importId), Buffer.from(file.buffer, file.byteOffset, file.byteLength), 'PX', ttlMs);
}

/** The file, or null when nobody waits for it any more. */
export async function readImport(redis: Redis, importId: string): Promise<Buffer | null> {
  return redis.getBuffer(importKey(importId));
}

export async function dropImport(redis: Redis, importId: string): Promise<void> {
  await redis.del(importKey(importId));
}
