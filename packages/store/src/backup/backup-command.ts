import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Limits, readLimits } from '@inkroom/shared';
import { Redis } from 'ioredis';
import { SCHEMA_VERSION } from '../migrate-room.js';
import { storeTime } from '../store-clock.js';
import { BACKUP_FORM, type BackupCounts, BackupRefused, readBackupFile, writeBackupFile } from './backup-file.js';
import { backupUnits, listRooms } from './backup-rooms.js';
import { checkUnit, countOpenRooms, restoreUnit } from './restore-rooms.js';

export const BACKUP_USAGE = `usage: backup FILE                writes all rooms of this inkroom into FILE; - for standard output
       restore FILE [--replace]   puts those of FILE back; - for standard input
  --replace   where this inkroom has rooms already: those of FILE take the place of rooms with the same id, the others stay`;

/** ms between two lines that tell how far it is. */
const TELL_EVERY_MS = 2_000;

/**
 * `backup FILE` or `restore FILE [--replace]`. Tells how far it is and what it did, a line each.
 * @throws BackupRefused for people; anything else as it was thrown
 */
export async function runBackupCommand(
  args: readonly string[],
  redisUrl: string,
  { say, limits = readLimits(process.env) }: { say: (line: string) => void; limits?: Limits },
): Promise<void> {
  const [order, ...rest] = args;
  const files = rest.filter((arg) => arg !== '--replace');
  const isReplacing = rest.includes('--replace');
  const [file] = files;
  const isKnown = order === 'restore' || (order === 'backup' && !isReplacing);
  if (!isKnown || file === undefined || files.length > 1 || (file !== '-' && file.startsWith('-')))
    throw new BackupRefused(BACKUP_USAGE);
  // No time limit for a command: a large room takes longer than a request may. A connection that is lost ends the order.
  const redis = new Redis(redisUrl, {
    connectionName: `inkroom-${order}`,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  let trouble: Error | null = null;
  redis.on('error', (error) => {
    trouble ??= error;
  });
  try {
    if (order === 'backup') await backup(redis, file, say);
    else await restore(redis, file, isReplacing, limits, say);
  } catch (thrown) {
    if (trouble) throw new BackupRefused(`Redis does not answer: ${(trouble as Error).message}`);
    throw thrown;
  } finally {
    redis.disconnect();
  }
}

async function backup(redis: Redis, file: string, say: (line: string) => void): Promise<void> {
  const progress = new Progress(say);
  const rooms = await listRooms(redis);
  const units = async function* () {
    for await (const unit of backupUnits(redis, rooms)) {
      yield unit;
      if (unit.kind === 'room') progress.room(rooms.length);
    }
  };
  const header = {
    inkroom: 'backup' as const,
    form: BACKUP_FORM,
    schema: SCHEMA_VERSION,
    redis: await versionOf(redis),
    at: await storeTime(redis),
    rooms: rooms.length,
  };
  let counts: BackupCounts | undefined;
  const pieces = async function* () {
    const written = writeBackupFile(header, units());
    for (;;) {
      const { value, done } = await written.next();
      if (done) {
        counts = value;
        return;
      }
      progress.bytes += value.length;
      yield value;
    }
  };
  await save(Readable.from(pieces(), { objectMode: false }), file);
  say(`backed up ${progress.words(counts!)}`);
}

/** A file is there once it is whole and on the disk. It opens every room: nobody else may read it. */
async function save(pieces: Readable, file: string): Promise<void> {
  if (file === '-') return pipeline(pieces, process.stdout as Writable, { end: false });
  const begun = `${file}.part`;
  try {
    await pipeline(pieces, createWriteStream(begun, { mode: 0o600, flush: true }));
    await rename(begun, file);
  } catch (thrown) {
    await rm(begun, { force: true });
    throw thrown;
  }
}

async function restore(
  redis: Redis,
  file: string,
  isReplacing: boolean,
  limits: Limits,
  say: (line: string) => void,
): Promise<void> {
  const present = new Set(await listRooms(redis));
  if (present.size > 0 && !isReplacing)
    throw new BackupRefused(
      `this inkroom has ${present.size} rooms already, so nothing is restored. With --replace, rooms of the file take the place ` +
        'of those with the same id, and the others stay',
    );
  const folder = file === '-' ? await mkdtemp(join(tmpdir(), 'inkroom-restore-')) : null;
  try {
    const path = folder ? join(folder, 'backup') : file;
    if (folder) await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
    // Nothing is written before all of it has been read and checked.
    const ids: string[] = [];
    let total = 0;
    for await (const unit of readBackupFile(await bytesOf(path), (header) => {
      total = header.rooms;
      say(
        `a backup of ${header.rooms} rooms of ${new Date(header.at).toISOString()}, written with Redis ${header.redis}`,
      );
    })) {
      checkUnit(unit);
      if (unit.kind === 'room') ids.push(unit.id);
    }
    say('its checksum fits');
    const open = await countOpenRooms(redis, ids);
    if (open > 0)
      throw new BackupRefused(
        `${open} of its rooms are open at a gateway: end the gateways, restore, and start them again`,
      );
    const progress = new Progress(say);
    const counts: BackupCounts = { version: 0, run: 0, room: 0 };
    for await (const unit of readBackupFile(await bytesOf(path), () => {})) {
      await restoreUnit(redis, unit, limits);
      counts[unit.kind]++;
      for (const { dump } of unit.keys) progress.bytes += dump.length;
      if (unit.kind === 'room') progress.room(total);
    }
    say(`restored ${progress.words(counts)}`);
  } catch (thrown) {
    if (thrown instanceof Error && /DUMP payload version or checksum/.test(thrown.message))
      throw new BackupRefused(
        `this Redis (${await versionOf(redis)}) is older than the one that wrote the backup, and cannot read it`,
      );
    throw thrown;
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

async function bytesOf(path: string): Promise<AsyncIterable<Buffer>> {
  try {
    return createReadStream('', { fd: await open(path), highWaterMark: 2 ** 20 });
  } catch (thrown) {
    throw new BackupRefused(`${path} cannot be read: ${(thrown as Error).message}`);
  }
}

async function versionOf(redis: Redis): Promise<string> {
  const info = await redis.info('server');
  return /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
}

/** How far it is, told now and then. */
class Progress {
  bytes = 0;
  #rooms = 0;
  readonly #began = performance.now();
  #told = this.#began;

  constructor(readonly say: (line: string) => void) {}

  room(total: number): void {
    this.#rooms++;
    const now = performance.now();
    if (now - this.#told < TELL_EVERY_MS) return;
    this.#told = now;
    this.say(`${this.#rooms} of ${total} rooms, ${this.#megabytes()}`);
  }

  words({ room, version, run }: BackupCounts): string {
    const seconds = ((performance.now() - this.#began) / 1000).toFixed(1);
    return `${room} rooms, ${version} versions, ${run} runs: ${this.#megabytes()} in ${seconds} s`;
  }

  #megabytes(): string {
    return `${(this.bytes / 1e6).toFixed(1)} MB`;
  }
}
