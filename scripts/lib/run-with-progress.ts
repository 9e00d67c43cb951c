import { execa } from 'execa';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';

interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How many of its last lines a failure shows; one. */
  readonly failureLines?: number;
}

/**
 * Runs a program to its end and shows the last line that it said; builders say the stage they are in, and indent details.
 *
 * @param label what goes on, as in "fetching an image"
 * @throws PlainError with its last lines where it fails.
 */
export async function runWithProgress(
  label: string,
  command: string,
  args: readonly string[],
  { signal, cwd, env = {}, failureLines = 1 }: RunOptions = {},
): Promise<void> {
  const progress = startProgress(label);
  const child = execa(command, args, {
    stdin: 'ignore',
    env,
    ...(cwd ? { cwd } : {}),
    all: true,
    reject: false,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  const lines: string[] = [];
  for await (const line of child.iterable({ from: 'all' })) {
    if (line.trim() !== '') lines.push(line);
    if (/^[^\s-]/.test(line)) progress.update(null, line.trim());
  }
  const result = await child;
  if (result.failed) {
    progress.fail();
    throw new PlainError(`${label} failed: ${lines.slice(-failureLines).join('\n') || result.shortMessage}`);
  }
  progress.done();
}
