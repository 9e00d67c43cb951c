import type { EngineName } from '@inkroom/engine';
import { codedError, fail, ok, type Result } from '@inkroom/shared';
import { TrainingChild } from './training/training-child.js';
import type { ProbedEngine } from './training/training-messages.js';

/**
 * Opens an engine in a process of its own, which gives its memory back, describes it, and times a GPU's.
 * @param timeoutMs after it the process is killed: some drivers hang rather than fail
 * @param program another program than the training process, for tests
 * @returns `engine_unavailable` with a message that says what is missing
 */
export async function probeEngine(
  engine: EngineName,
  threads: number,
  timeoutMs: number,
  program?: string,
): Promise<Result<ProbedEngine>> {
  const stderr: string[] = [];
  const child = new TrainingChild({
    command: { kind: 'probe', engine, threads },
    onReport: () => {},
    onStderr: (line) => stderr.push(line),
    cancelGraceMs: 0,
    silenceMs: timeoutMs,
    ...(program ? { program } : {}),
  });
  const final = await child.ended;
  if (final.kind === 'probed') return ok(final.probed);
  if (final.kind === 'failed' && final.error.code === 'engine_unavailable') return { ok: false, error: final.error };
  if (final.kind === 'failed' && final.error.code === 'run_stuck')
    return fail(
      'engine_unavailable',
      { missing: 'answer', timeoutMs },
      `It did not answer within ${timeoutMs / 1000} s.`,
    );
  const error = final.kind === 'failed' ? final.error : codedError('internal');
  return fail('engine_unavailable', { missing: 'crashed', ...error.details, stderr: stderr.slice(-5) });
}
