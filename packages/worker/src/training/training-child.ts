import { fileURLToPath } from 'node:url';
import { type CodedError, codedError } from '@inkroom/shared';
import { ChildProgram, type ProgramEnd } from '../child-program.js';
import { oomKills, tellsOutOfMemory } from '../out-of-memory.js';
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
  /** Files in which the kernel counts what it killed for want of memory, in place of this machine's, for tests. */
  oomCounters?: readonly string[];
}

/** A training process as its worker sees it. */
export class TrainingChild {
  /** How the training ended; never rejects. The process is gone by then. */
  readonly ended: Promise<FinalReport>;
  readonly #program: ChildProgram<TrainingCommand, TrainingReport>;
  readonly #graceMs: number;
  #killer: NodeJS.Timeout | null = null;

  constructor(options: TrainingChildOptions) {
    const { command, onReport, onStderr, cancelGraceMs, silenceMs, program = PROGRAM, execArgv, oomCounters } = options;
    const oomKillsBefore = oomKills(oomCounters);
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
      return final ?? { kind: 'failed', error: errorOf(end, oomKills(oomCounters) > oomKillsBefore) };
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
 * Why a process ended without saying how its work went. V8 aborts with a message when its heap is full; the kernel just kills,
 * and counts. Any other signal is no word of the work itself: an operator's, or a crash of native code.
 */
function errorOf({ exitCode, signal, stderr, wasSilent }: ProgramEnd, killedForMemory: boolean): CodedError {
  if (wasSilent) return codedError('run_stuck');
  const exit = { exitCode, signal };
  const isOutOfMemory = tellsOutOfMemory(stderr) || (signal === 'SIGKILL' && killedForMemory);
  if (isOutOfMemory) return codedError('run_out_of_memory', exit);
  return codedError(signal === null ? 'run_failed' : 'run_process_lost', exit);
}
