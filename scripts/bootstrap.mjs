/**
 * Entry of every `npm run` command: `node scripts/bootstrap.mjs COMMAND [ARGUMENT...]` runs scripts/COMMAND.ts, or research/train.ts.
 *
 * Plain JavaScript on Node's own modules, because it runs in a clone that has no packages yet. It installs them where
 * they differ from the lockfile, compiles the workspaces where the command imports them, and then loads the TypeScript
 * command into this same process: one process fewer between npm and the command means that a signal has one taker.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './lib/packages.mjs';
import { PlainError } from './lib/plain-error.mjs';
import { root } from './lib/root.mjs';

/** Commands whose modules import the compiled workspaces, so that these must exist before the command is loaded. */
const IMPORTS_WORKSPACES = new Set([
  'start',
  'dev',
  'backup',
  'restore',
  'replay',
  'bench',
  'train',
  'docs',
  'node-lines',
  'fuzz',
  'chaos',
  'hostile',
  'simulate',
]);
const COMMANDS = new Set(['test', 'build', 'setup-gpu', ...IMPORTS_WORKSPACES]);

/** Throws when this Node cannot run the project: told here in one line, or else a syntax error deep in a package tells it. */
function checkNode() {
  const range = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
  const [, minMajor = 0, minMinor = 0] = />=(\d+)\.(\d+)/.exec(range)?.map(Number) ?? [];
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < minMajor || (major === minMajor && minor < minMinor)) {
    throw new PlainError(`Node ${process.versions.node} does not fit; inkroom needs Node ${range}`);
  }
}

const [command = '', ...rest] = process.argv.slice(2);
try {
  checkNode();
  if (command !== 'install' && !COMMANDS.has(command)) {
    throw new PlainError(`unknown command '${command}'; one of: install ${[...COMMANDS].join(' ')}`);
  }
  process.chdir(root);
  await ensureInstalled();
  if (command !== 'install') {
    const { register } = await import('tsx/esm/api');
    register();
    if (IMPORTS_WORKSPACES.has(command)) {
      const { ensureBuilt } = await import('./lib/build.ts');
      await ensureBuilt(['packages']);
    }
    const script = join(root, command === 'train' ? 'research' : 'scripts', `${command}.ts`);
    process.argv = [process.argv[0] ?? process.execPath, script, ...rest];
    await import(pathToFileURL(script).href);
  }
} catch (error) {
  // A PlainError is for the person at the keyboard; anything else is a fault of ours and shows where.
  console.error(error instanceof PlainError ? `inkroom: ${error.message}` : error);
  process.exit(error instanceof PlainError ? error.exitCode : 1);
}
