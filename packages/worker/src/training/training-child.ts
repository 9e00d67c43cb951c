import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { exitError, type ProcessExit } from '../out-of-memory.js';
import type { FinalReport, TrainingCommand, TrainingReport } from './training-messages.js';

const PROGRAM = fileURLToPath(new URL('./training-process.js', import.meta.url));
/** How much of what a process wrote before it died is kept, in characters. */
const STDERR_KEPT = 2000;

export interface TrainingChildOptions {
  /** What it is to do. */
  command: TrainingCommand;
  /** Everything the process reports but the last. */
  onReport(report: Exclude<TrainingReport, FinalReport>): void;
  /** What it writes on stderr, line by line. */
  onStderr(line: string): void;
  /** After it a process that was told to cancel is killed, ms. */
  cancelGraceMs: number;
  /** Another program than the training process, for tests, and options of Node for it. */
  program?: string;
  execArgv?: string[];
}

/** A training process as its worker sees it. */
export class TrainingChild {
  /** How the training ended; never rejects. The process is gone by then. */
  readonly ended: Promise<FinalReport>;
  readonly #process: ChildProcess;
  readonly #graceMs: number;
  #killer: NodeJS.Timeout | null = null;

  constructor({ command, onReport, onStderr, cancelGraceMs, program = PROGRAM, execArgv }: TrainingChildOptions) {
    this.#graceMs = cancelGraceMs;
    const child = fork(program, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      ...(execArgv ? { execArgv } : {}),
    });
    this.#process = child;
    let final: FinalReport | null = null;
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
      for (const line of text.split('\n')) if (line.trim()) onStderr(line);
    });
    child.on('message', (report: TrainingReport) => {
      if (report.kind === 'finished' || report.kind === 'probed' || report.kind === 'failed') final = report;
      else onReport(report);
    });
    // `close` comes after `exit` and after the last message and line have been read.
    const closed = new Promise<ProcessExit>((resolve) => {
      child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
      // One that was never started does not close. Other errors, such as a signal that was not delivered, end nothing.
      child.on('error', () => child.pid === undefined && resolve({ exitCode: null, signal: null }));
    });
    this.ended = closed.then((exit) => {
      if (this.#killer) clearTimeout(this.#killer);
      return final ?? { kind: 'failed', error: exitError(exit, stderr) };
    });
    // A process that could not be started takes no message; `ended` tells.
    child.send(command, () => {});
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Asks the process to stop within the batch; kills it when it does not end in time. */
  cancel(): void {
    if (this.#killer) return;
    this.#process.send({ kind: 'cancel' } satisfies TrainingCommand, () => {});
    this.#killer = setTimeout(() => this.kill(), this.#graceMs);
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
