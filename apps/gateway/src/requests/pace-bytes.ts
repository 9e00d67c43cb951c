import type { Limits } from '@inkroom/shared';
import type { Socket } from 'engine.io';
import { TokenBucket } from './token-bucket.js';

/**
 * Counts all that comes over a connection, refused or not. Who owes more than `bytesBurst` does not listen to refusals, and is cut off:
 * their client comes back, and sends again what was not acknowledged.
 * @param onCut called before the connection is closed
 * @returns the bucket that requests are held against
 */
export function paceBytes(
  connection: Socket,
  { bytesPerSecond, bytesBurst }: Pick<Limits, 'bytesPerSecond' | 'bytesBurst'>,
  onCut: () => void,
): TokenBucket {
  const bucket = new TokenBucket(bytesPerSecond, bytesBurst, performance.now());
  connection.on('packet', ({ data }: { data?: string | Buffer }) => {
    if (data !== undefined) bucket.spend(Buffer.byteLength(data), performance.now());
    if (bucket.owed <= bytesBurst) return;
    onCut();
    cut(connection);
  });
  return bucket;
}

/** Ends a connection at once: nobody waits for the word of who would send on. */
export function cut(connection: Socket): void {
  const { socket } = connection.transport as { socket?: { terminate?(): void } };
  connection.close(true);
  socket?.terminate?.();
}
