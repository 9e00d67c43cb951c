import { type CodedError, codedError } from '@inkroom/shared';

/** What V8, the C++ runtime and ONNX Runtime say when they get no more memory. */
const WORDS = /heap out of memory|array buffer allocation failed|bad[_ ]alloc(ation)?|failed to allocate/i;

/** Whether a text tells of memory that could not be had. */
export function tellsOutOfMemory(text: string): boolean {
  return WORDS.test(text);
}

export interface ProcessExit {
  exitCode: number | null;
  signal: string | null;
}

/**
 * Why a process ended without saying how its work went. V8 aborts with a message when its heap is full; the kernel's
 * killer just kills, and nobody else is likely to.
 * @param stderr the last of what it wrote
 */
export function exitError(exit: ProcessExit, stderr: string): CodedError {
  if (tellsOutOfMemory(stderr)) return codedError('run_out_of_memory', { ...exit });
  if (exit.signal === 'SIGKILL') {
    const message = 'The training process was killed, most likely because the machine ran out of memory.';
    return codedError('run_out_of_memory', { ...exit }, message);
  }
  return codedError('run_failed', { ...exit });
}
