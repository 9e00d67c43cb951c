import { fileURLToPath } from 'node:url';
import { type CodedError, codedError } from '@inkroom/shared';
import { ChildProgram, type ProgramEnd } from '../child-program.js';
import { tellsOutOfMemory } from '../out-of-memory.js';
import type { FinalReport, TrainingCommand, TrainingReport } from './training-messages.js';

const PROGRAM = fileURLToPath(new URL('./training-process.js', import.meta.url));

export interface TrainingChildOptions {
  /** What it is to do. */
  command: TrainingCommand;
  /** Everything the process reports but the last. */
  onReport(report: Exclude<TrainingReport, FinalReport>): void;
  /** What it writes on stderr, line by line. */
  onStderr(line: string): void;
  /** After it a process that was told to cancel is killed, ms. */
  cancelGraceMs: number;
  /** A process that reports nothing for so long is killed, ms. */
  silenceMs: number;
  /** Another program than the training process, for tests, and options of Node for it. */
  program?: string;
  execArgv?: string[];
}

/** A training process as its worker sees it. */
export class TrainingChild {
  /** How the training ended; never rejects. The process is gone by then. */
  readonly ended: Promise<FinalReport>;
  readonly #program: ChildProgram<TrainingCommand, TrainingReport>;
  readonly #graceMs: number;
  #killer: NodeJS.Timeout | null = null;

  constructor(options: TrainingChildOptions) {
    const { command, onReport, onStderr, cancelGraceMs, silenceMs, program = PROGRAM, execArgv } = options;
    this.#graceMs = cancelGraceMs;
    let final: FinalReport | null = null;
    this.#program = new ChildProgram({
      program,
      execArgv,
      onReport(report: TrainingReport) {
        if (report.kind === 'finished' || report.kind === 'probed' || report.kind === 'failed') final = report;
        else onReport(report);
      },
      onStderr,
      silenceMs,
    });
    this.ended = this.#program.ended.then((end) => {
      if (this.#killer) clearTimeout(this.#killer);
      return final ?? { kind: 'failed', error: errorOf(end) };
    });
    this.#program.send(command);
  }

  get pid(): number | undefined {
    return this.#program.pid;
  }

  /** Asks the process to stop within the batch; kills it when it does not end in time. */
  cancel(): void {
    if (this.#killer) return;
    this.#program.send({ kind: 'cancel' });
    this.#killer = setTimeout(() => this.kill(), this.#graceMs);
  }

  kill(): void {
    this.#program.kill();
  }
}

/**
 * Why a process ended without saying how its work went. V8 aborts with a message when its heap is full; the kernel's
 * killer just kills, and nobody else is likely to.
 */
function errorOf({ exitCode, signal, stderr, wasSilent }: ProgramEnd): CodedError {
  if (wasSilent) return codedError('run_stuck');
  const exit = { exitCode, signal };
  if (tellsOutOfMemory(stderr)) return codedError('run_out_of_memory', exit);
  if (signal === 'SIGKILL') {
    const message = 'The training process was killed, most likely because the machine ran out of memory.';
    return codedError('run_out_of_memory', exit, message);
  }
  return codedError('run_failed', exit);
}
