import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/root.mjs';
import { until } from './until.ts';

/** A machine under load takes its time to start Node, load a model and reach Redis. */
const READY_MS = 30_000;

export interface LogEntry {
  msg: string;
  worker?: string;
  [key: string]: unknown;
}

/** A real worker process of a test's own, from what is built. */
export class WorkerProcess {
  readonly log: LogEntry[] = [];
  readonly stderr: string[] = [];
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(app: 'worker-cpu' | 'worker-gpu', redisUrl: string, env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [join(root, 'apps', app, 'dist/main.js')], {
      env: { PATH: process.env.PATH, REDIS_URL: redisUrl, INKROOM_MNIST_MIRRORS: 'none', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
    createInterface({ input: child.stdout }).on('line', (line) => this.log.push(JSON.parse(line) as LogEntry));
    createInterface({ input: child.stderr }).on('line', (line) => this.stderr.push(line));
  }

  /** Its name in the store, once it is ready. */
  async ready(): Promise<string> {
    const entry = await this.logged('worker ready', READY_MS);
    return entry.worker as string;
  }

  /** The first entry of the log with that text, when it comes. */
  async logged(msg: string, timeout = READY_MS): Promise<LogEntry> {
    try {
      return await until(`a worker says "${msg}"`, () => this.log.find((entry) => entry.msg === msg), timeout);
    } catch (error) {
      throw new Error(`${error}; it said ${JSON.stringify(this.log)} ${this.stderr.join('\n')}`);
    }
  }

  /** Sends it a signal, such as the one that stops it where it is. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it in order. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.exited;
  }

  /** Ends it as the kernel would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}

/** Whether a process that this machine runs is still there; a zombie is not. */
export function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`) || (process.platform !== 'linux' && canSignal(pid));
}

function canSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
