import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { codedError } from '@inkroom/shared';
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
export async function runImport({
  order,
  onStderr,
  timeoutMs,
  program = PROGRAM,
}: ImportChildOptions): Promise<ImportReport> {
  const child = fork(program, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
  });
  let report: ImportReport | null = null;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line.trim()) onStderr(line);
  });
  child.on('message', (message: ImportReport) => {
    report = message;
  });
  let isLate = false;
  const killer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const ended = Promise.race([once(child, 'close'), once(child, 'error')]);
  child.send(order, () => {});
  await ended.catch(() => {});
  clearTimeout(killer);
  return report ?? { kind: 'failed', error: codedError(isLate ? 'timeout' : 'internal') };
}
