import { createHash } from 'node:crypto';
import { type Logger, pino, stdSerializers } from 'pino';

/**
 * Characters of a room's digest in the log. Ten of millions of rooms share each, so that nobody finds a room by trying which fits; enough to
 * follow one room through the logs of all parts.
 */
const ROOM_DIGEST_LENGTH = 6;

/**
 * Opens a part's log: a line of JSON each. A room's id opens the room to whoever reads it, so `roomId` stands for its digest there, alone and in a
 * `job` or `route`. Of an error (`err`) only what it says of itself is told: Redis' errors carry the command that failed, with the keys and the
 * ink in it.
 */
export function openLog(level: string, base: Readonly<Record<string, string>>): Logger {
  const serializers = { err: toldError, roomId: roomDigest, job: withDigest, route: withDigest };
  return pino({ level, base, serializers }, logStream());
}

/** What stands for a room in a log: the same in all parts, and no way back. */
export function roomDigest(roomId: string): string {
  return createHash('sha256').update(`inkroom log ${roomId}`).digest('hex').slice(0, ROOM_DIGEST_LENGTH);
}

function withDigest<T extends { roomId?: string }>(told: T | undefined): T | undefined {
  return told?.roomId === undefined ? told : { ...told, roomId: roomDigest(told.roomId) };
}

function toldError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { type, message, stack, code } = stdSerializers.err(error) as unknown as Record<string, unknown>;
  return { type, message, stack, code };
}

/**
 * Where a process writes its log: stdout. What cannot be written there, because the disk under it is full or nobody reads it any
 * more, is lost; that must not end the process, as pino's own stream would.
 */
function logStream(): NodeJS.WriteStream {
  process.stdout.on('error', () => {});
  return process.stdout;
}
