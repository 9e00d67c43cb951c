import { fileURLToPath } from 'node:url';
import { codedError } from '@inkroom/shared';
import { ChildProgram } from '../child-program.js';
import type { ImportOrder, ImportReport } from './import-messages.js';

const PROGRAM = fileURLToPath(new URL('./import-process.js', import.meta.url));
/** Heap of an import process: TensorFlow.js and the largest model that is allowed take a quarter of it. */
const HEAP_MB = 512;

export interface ImportChildOptions {
  order: ImportOrder;
  /** What it writes on stderr, line by line. */
  onStderr(line: string): void;
  /** After it the process is killed, ms. */
  timeoutMs: number;
  /** Another program than the import process, for tests. */
  program?: string;
}

/**
 * Has a process of its own look at a file. Never rejects: a process that takes too long is a `timeout`, and one that dies or
 * cannot be started is `internal`. Only what it reports is the file's fault.
 */
export async function runImport(options: ImportChildOptions): Promise<ImportReport> {
  const { order, onStderr, timeoutMs, program = PROGRAM } = options;
  let report: ImportReport | null = null;
  const child = new ChildProgram<ImportOrder, ImportReport>({
    program,
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    onReport(said) {
      report = said;
    },
    onStderr,
    silenceMs: timeoutMs,
  });
  child.send(order);
  const { wasSilent } = await child.ended;
  return report ?? { kind: 'failed', error: codedError(wasSilent ? 'timeout' : 'internal') };
}
