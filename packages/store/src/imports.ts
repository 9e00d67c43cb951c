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

/**
 * Ends an import for good: by its worker that is about to store the version, or by who has given it up. Only one of them can.
 * @returns whether the caller is the one
 */
export async function claimImport(redis: Redis, importId: string): Promise<boolean> {
  return (await redis.del(importKey(importId))) === 1;
}
