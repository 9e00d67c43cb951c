import { type ChildProcess, fork } from 'node:child_process';

/** How much of what a program wrote before it ended is kept, in characters. */
const STDERR_KEPT = 2000;

export interface ChildProgramOptions<Report> {
  /** Path of the program. */
  program: string;
  /** Options of Node for it. */
  execArgv?: readonly string[] | undefined;
  onReport(report: Report): void;
  /** What it writes on stderr, line by line. */
  onStderr(line: string): void;
  /** A program that reports nothing for so long hangs, and is killed, ms. */
  silenceMs: number;
}

export interface ProgramEnd {
  exitCode: number | null;
  signal: string | null;
  /** The last of what it wrote. */
  stderr: string;
  /** Whether it was killed because it reported nothing for too long. */
  wasSilent: boolean;
}

/**
 * A program of ours in a process of its own: it is sent orders, sends reports, and ends. Whatever happens to it stays there,
 * its memory is given back, and the event loop here stays free.
 */
export class ChildProgram<Order, Report> {
  /** Settles when the process is gone and all it has said is read; never rejects. One that could not be started has no exit code. */
  readonly ended: Promise<ProgramEnd>;
  readonly #process: ChildProcess;
  readonly #silence: NodeJS.Timeout;

  constructor({ program, execArgv, onReport, onStderr, silenceMs }: ChildProgramOptions<Report>) {
    const child = fork(program, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      ...(execArgv ? { execArgv: [...execArgv] } : {}),
    });
    this.#process = child;
    let wasSilent = false;
    this.#silence = setTimeout(() => {
      wasSilent = true;
      this.kill();
    }, silenceMs);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
      for (const line of text.split('\n')) if (line.trim()) onStderr(line);
    });
    child.on('message', (report: Report) => {
      this.#silence.refresh();
      onReport(report);
    });
    this.ended = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: string | null) => {
        clearTimeout(this.#silence);
        resolve({ exitCode, signal, stderr, wasSilent });
      };
      // `close` comes after `exit` and after the last message and line have been read.
      child.once('close', end);
      // One that was never started does not close. Other errors, such as a signal that was not delivered, end nothing.
      child.on('error', () => child.pid === undefined && end(null, null));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** A process that is gone, or could not be started, takes no order; `ended` tells. */
  send(order: Order): void {
    this.#process.send(order as object, () => {});
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
