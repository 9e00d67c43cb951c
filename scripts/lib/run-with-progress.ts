import { execa } from 'execa';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';

/**
 * Runs a program to its end and shows the last line that it said.
 *
 * @param label what goes on, as in "fetching an image"
 * @throws PlainError with that line where it fails.
 */
export async function runWithProgress(
  label: string,
  command: string,
  args: readonly string[],
  { signal, env = {} }: { signal?: AbortSignal | undefined; env?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const progress = startProgress(label);
  const child = execa(command, args, {
    stdin: 'ignore',
    env,
    all: true,
    reject: false,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  let last = '';
  for await (const line of child.iterable({ from: 'all' })) {
    if (line.trim() === '') continue;
    last = line.trim();
    progress.update(null, last);
  }
  const result = await child;
  if (result.failed) {
    progress.fail();
    throw new PlainError(`${label} failed: ${last || result.shortMessage}`);
  }
  progress.done();
}
