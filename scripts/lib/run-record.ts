import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execaSync } from 'execa';
import { SCRIPT_LIMITS } from './limits.ts';
import { PlainError } from './plain-error.mjs';

/** A process, told from a later one with the same id by when it started. */
interface ProcessMark {
  readonly pid: number;
  readonly started: string;
}

interface Content {
  readonly owner: ProcessMark;
  readonly url: string | null;
  /** Its Redis, once it answers; a password may be in it. */
  readonly redis: string | null;
  readonly parts: Readonly<Record<string, ProcessMark>>;
}

/**
 * The file that says which inkroom runs from a home folder. It keeps two of them from one Redis directory, and lets the
 * next start end what a killed one left running.
 */
export class RunRecord {
  #content: Content;

  private constructor(
    private readonly path: string,
    private readonly say: (line: string) => void,
    content: Content,
  ) {
    this.#content = content;
  }

  /**
   * Claims the folder for this process.
   *
   * @param path where the record is kept
   * @param say told what is cleared away
   * @throws PlainError where another inkroom runs from the same folder.
   */
  static async claim(path: string, say: (line: string) => void): Promise<RunRecord> {
    const content: Content = {
      owner: markOf(process.pid) ?? { pid: process.pid, started: '' },
      url: null,
      redis: null,
      parts: {},
    };
    mkdirSync(dirname(path), { recursive: true });
    for (;;) {
      try {
        // Exclusive creation decides between two that start at the same moment.
        writeFileSync(path, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
        return new RunRecord(path, say, content);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const former = read(path);
      if (former !== null && isAlive(former.owner)) {
        const where = former.url === null ? 'is starting' : `runs at ${former.url}`;
        throw new PlainError(
          `an inkroom ${where} from this folder already (process ${former.owner.pid}); ` +
            'end it first, or set INKROOM_HOME to another folder for a second one',
        );
      }
      await endLeftovers(former, say);
      rmSync(path, { force: true });
    }
  }

  /** Notes which processes live now. */
  parts(running: ReadonlyMap<string, number>): void {
    const parts: Record<string, ProcessMark> = {};
    for (const [name, pid] of running) {
      const mark = markOf(pid);
      if (mark !== null) parts[name] = mark;
    }
    this.#write({ ...this.#content, parts });
  }

  /** Notes where the page is. */
  url(url: string): void {
    this.#write({ ...this.#content, url });
  }

  /** Notes where its Redis is. */
  redis(redis: string): void {
    this.#write({ ...this.#content, redis });
  }

  /** Gives the folder back. */
  release(): void {
    rmSync(this.path, { force: true });
  }

  /** A full disk must not end what runs: then the next start finds less to clear away. */
  #write(content: Content): void {
    this.#content = content;
    try {
      // Whole or not at all: who reads half a record takes its owner for dead.
      writeFileSync(`${this.path}.new`, JSON.stringify(content), { mode: 0o600 });
      renameSync(`${this.path}.new`, this.path);
    } catch (error) {
      this.say(`${this.path} could not be written: ${(error as Error).message}`);
    }
  }
}

/** What runs from a folder, by its record, or null. */
export function readRunning(path: string): Pick<Content, 'url' | 'redis'> | null {
  const content = read(path);
  return content !== null && isAlive(content.owner) ? content : null;
}

async function endLeftovers(former: Content | null, say: (line: string) => void): Promise<void> {
  const left = Object.entries(former?.parts ?? {}).filter(([, mark]) => isAlive(mark));
  if (left.length === 0) return;
  say(`ending what an earlier inkroom left running: ${left.map(([name]) => name).join(', ')}`);
  for (const [, { pid }] of left) signal(pid, 'SIGTERM');
  const deadline = Date.now() + SCRIPT_LIMITS.graceMs;
  while (left.some(([, mark]) => isAlive(mark)) && Date.now() < deadline) await delay(SCRIPT_LIMITS.readyPollMs);
  for (const [, mark] of left) if (isAlive(mark)) signal(-mark.pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Ended meanwhile.
  }
}

function read(path: string): Content | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch {
    // Cut off while being written: its owner died in the act.
    return null;
  }
}

function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.started === mark.started;
}

/** The process with this id, or null where there is none (a zombie is none). */
function markOf(pid: number): ProcessMark | null {
  if (process.platform === 'linux') {
    try {
      // Field 2 of stat is the program's name in parentheses and may hold spaces; 3 is the state, 22 the start time.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : { pid, started: fields[19] ?? '' };
    } catch {
      return null;
    }
  }
  const { stdout, failed } = execaSync('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false });
  return failed || stdout.trim() === '' ? null : { pid, started: stdout.trim() };
}
