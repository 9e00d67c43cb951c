import { fileURLToPath } from 'node:url';
import { codedError } from '@inkroom/shared';
import { ChildProgram } from '../child-program.js';
import { tellsOutOfMemory } from '../out-of-memory.js';
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
  /** Kills it at once. */
  signal?: AbortSignal;
  /** Another program than the import process, for tests. */
  program?: string;
}

/**
 * Has a process of its own look at a file. Never rejects: one that takes too long or is aborted is a `timeout`, one that runs
 * out of memory says so, one that dies or cannot be started otherwise is `internal`. Only what it reports is the file's fault.
 */
export async function runImport(options: ImportChildOptions): Promise<ImportReport> {
  const { order, onStderr, timeoutMs, signal, program = PROGRAM } = options;
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
  const kill = () => child.kill();
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill);
  child.send(order);
  const { wasSilent, stderr, exitCode, signal: killedBy } = await child.ended;
  signal?.removeEventListener('abort', kill);
  if (report) return report;
  if (wasSilent || signal?.aborted) return { kind: 'failed', error: codedError('timeout') };
  const code = tellsOutOfMemory(stderr) ? 'out_of_memory' : 'internal';
  return { kind: 'failed', error: codedError(code, { exitCode, signal: killedBy }) };
}
