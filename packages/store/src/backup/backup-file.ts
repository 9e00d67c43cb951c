import { createHash } from 'node:crypto';

/** Version of the file's form. */
export const BACKUP_FORM = 1;

/** Bytes of a line: the longest names the versions and runs of one room. */
const LINE_BYTES_MAX = 2 ** 20;
/** Bytes of one unit: many times what the limits let a room grow to, and small enough to be held in memory. */
const UNIT_BYTES_MAX = 2 ** 30;

/** What a file begins with. */
export interface BackupHeader {
  inkroom: 'backup';
  form: number;
  /** `SCHEMA_VERSION` of the inkroom that wrote it. */
  schema: number;
  /** Version of its Redis: what one has dumped, an older one may not read. */
  redis: string;
  /** ms: by the clock of that Redis. */
  at: number;
  rooms: number;
}

/** One key of a unit as Redis' DUMP makes it. */
export interface DumpedKey {
  /** Its property in `roomKeys`, `runKeys` or `versionKeys`: a file can name no other keys. */
  name: string;
  /** ms it has left; 0 where it never ends. */
  ttlMs: number;
  dump: Buffer;
}

/** What is read at one moment, and comes back at one. A room follows the versions and runs that it names. */
export type BackupUnit =
  | { kind: 'version'; id: string; isShipped: boolean; keys: DumpedKey[] }
  | { kind: 'run'; id: string; isActive: boolean; keys: DumpedKey[] }
  | { kind: 'room'; id: string; schema: number; versions: string[]; keys: DumpedKey[] };

/** How many there are of each. */
export type BackupCounts = Record<BackupUnit['kind'], number>;

/** What is wrong with an order, in words for people. */
export class BackupRefused extends Error {}

/** A file that is no backup, or not as it was written. */
export class DamagedBackup extends BackupRefused {}

/**
 * Writes a backup: a line of JSON that says what it is, one for each unit with the bytes of its keys behind it, and one with counts
 * and the SHA-256 of all before it.
 */
export async function* writeBackupFile(
  header: BackupHeader,
  units: AsyncIterable<BackupUnit>,
): AsyncGenerator<Buffer, BackupCounts> {
  const hash = createHash('sha256');
  const counts: BackupCounts = { version: 0, run: 0, room: 0 };
  const line = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`);
  const hashed = (bytes: Buffer) => {
    hash.update(bytes);
    return bytes;
  };
  yield hashed(line(header));
  for await (const { keys, ...unit } of units) {
    counts[unit.kind]++;
    yield hashed(line({ ...unit, keys: keys.map(({ name, ttlMs, dump }) => [name, ttlMs, dump.length]) }));
    for (const { dump } of keys) yield hashed(dump);
  }
  yield line({ kind: 'end', ...counts, sha256: hash.digest('hex') });
  return counts;
}

/**
 * Reads a backup unit by unit, holding one of them.
 * @param header told what the file says of itself, before the first unit
 * @throws DamagedBackup, at the latest at its end, where anything is not as it was written
 */
export async function* readBackupFile(
  bytes: AsyncIterable<Buffer>,
  header: (header: BackupHeader) => void,
): AsyncGenerator<BackupUnit> {
  const reader = new ByteReader(bytes);
  try {
    yield* unitsOf(reader, header);
  } finally {
    await reader.close();
  }
}

async function* unitsOf(reader: ByteReader, header: (header: BackupHeader) => void): AsyncGenerator<BackupUnit> {
  const first = await reader.line();
  if (first?.inkroom !== 'backup') throw new DamagedBackup('this is no backup of an inkroom');
  if (first.form !== BACKUP_FORM)
    throw new DamagedBackup(`its form is ${first.form}, this inkroom reads ${BACKUP_FORM}`);
  header(first as unknown as BackupHeader);
  const counts: BackupCounts = { version: 0, run: 0, room: 0 };
  for (;;) {
    const sha256 = reader.digest();
    const line = await reader.line();
    if (line === null) throw new DamagedBackup('the file is cut off');
    if (line.kind === 'end') {
      const isSame = Object.entries(counts).every(([kind, count]) => line[kind] === count);
      if (line.sha256 !== sha256 || !isSame) throw new DamagedBackup('its checksum does not fit');
      if ((await reader.line()) !== null) throw new DamagedBackup('something follows its end');
      return;
    }
    const { keys, ...unit } = line as unknown as Omit<BackupUnit, 'keys'> & { keys: [string, number, number][] };
    if (!(unit.kind in counts) || !Array.isArray(keys)) throw new DamagedBackup('a line of it is none of ours');
    const size = keys.reduce((sum, [, , length]) => sum + length, 0);
    if (!(size <= UNIT_BYTES_MAX)) throw new DamagedBackup('a part of it is too large');
    const dumped: DumpedKey[] = [];
    for (const [name, ttlMs, length] of keys) dumped.push({ name, ttlMs, dump: await reader.take(length) });
    counts[unit.kind]++;
    yield { ...unit, keys: dumped } as BackupUnit;
  }
}

/** Lines and bytes of a stream, by turns, hashed as they are taken. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #hash = createHash('sha256');
  #rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Of all that was taken, hex. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** @returns null at the end */
  async line(): Promise<Record<string, unknown> | null> {
    let end = this.#rest.indexOf('\n');
    while (end < 0) {
      if (this.#rest.length > LINE_BYTES_MAX) throw new DamagedBackup('a line of it is too long');
      const { value, done } = await this.#chunks.next();
      if (done && this.#rest.length === 0) return null;
      if (done) throw new DamagedBackup('the file is cut off');
      this.#rest = Buffer.concat([this.#rest, value]);
      end = this.#rest.indexOf('\n');
    }
    const text = this.#rest.subarray(0, end).toString();
    this.#advance(end + 1);
    try {
      return JSON.parse(text) as Record<string, unknown>;
    } catch {
      throw new DamagedBackup('a line of it is none of ours');
    }
  }

  async take(length: number): Promise<Buffer> {
    const taken = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) throw new DamagedBackup('the file is cut off');
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, length - at);
      part.copy(taken, at);
      at += part.length;
      this.#advance(part.length);
    }
    return taken;
  }

  #advance(length: number): void {
    this.#hash.update(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
  }
}
