import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { runWithProgress } from './run-with-progress.ts';
import { builtOn, compiledWorkspaces } from './workspaces.ts';

/** What can be built: the workspaces that tsc compiles, and the web page that Next builds on top of them. */
export type BuildTarget = 'packages' | 'web';

const WEB = join(root, 'apps/web');
/** Next empties its folder before a build: this one lies there only after a whole build of ours, and says of what. */
const WEB_STAMP = join(WEB, '.next/inkroom-sources');
const BUILDER = {
  env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', FORCE_COLOR: undefined },
  failureLines: 40,
};

/** Made by builds and tools, or read by tests alone: a change in them is no reason to build. */
const IGNORED = /^(node_modules|dist|\.next|.*\.tsbuildinfo|next-env\.d\.ts|.*\.test\.tsx?)$/;

/**
 * Builds what has changed since it was last built; needs a fraction of a second where nothing has.
 *
 * @throws PlainError with the compiler's words where a build fails.
 */
export async function ensureBuilt(targets: readonly BuildTarget[]): Promise<void> {
  if (targets.includes('packages')) await compilePackages();
  if (targets.includes('web')) await buildWeb();
}

/** Makes the next `ensureBuilt` build everything, whatever has changed. */
export function forgetBuilds(): void {
  rmSync(WEB_STAMP, { force: true });
  for (const path of compiledWorkspaces()) rmSync(join(root, path, 'dist'), { recursive: true, force: true });
}

/** tsc knows what has changed, but trusts its record of what it once wrote where that was removed. */
async function compilePackages(): Promise<void> {
  const isThere = (path: string) =>
    existsSync(join(root, path, 'dist', path.startsWith('apps/') ? 'main.js' : 'index.js'));
  const force = compiledWorkspaces().every(isThere) ? [] : ['--force'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await runWithProgress('compiling the workspaces', process.execPath, [tsc, '-b', ...force], BUILDER);
}

/** Next builds anew each time, so we remember of what. */
async function buildWeb(): Promise<void> {
  // The prefix of its paths is part of the app's build.
  const sources = webSourcesDigest(root) + (process.env.BASE_PATH ?? '');
  if (existsSync(WEB_STAMP) && readFileSync(WEB_STAMP, 'utf8') === sources) return;
  const next = join(root, 'node_modules/next/dist/bin/next');
  await runWithProgress('building the web page', process.execPath, [next, 'build'], { cwd: WEB, ...BUILDER });
  await runWithProgress('compressing the web page', process.execPath, [join(WEB, 'compress-static.mjs')], BUILDER);
  // Next's standalone build serves static files from beside itself and leaves copying them to us, as in the Dockerfile.
  for (const folder of ['.next/static', 'public'])
    cpSync(join(WEB, folder), join(WEB, '.next/standalone/apps/web', folder), { recursive: true });
  writeFileSync(WEB_STAMP, sources);
}

/** One hash over the names and contents of all that the page is built of, in a clone at `folder`. */
export function webSourcesDigest(folder: string): string {
  const settings = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json'];
  const hash = createHash('sha256');
  for (const path of [...settings, ...builtOn('apps/web').map((built) => `${built}/src`), 'apps/web']) {
    for (const file of filesUnder(path, folder)) {
      // Lengths keep two files from being taken for one with both contents.
      const content = readFileSync(join(folder, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

function filesUnder(path: string, folder: string): string[] {
  const stat = statSync(join(folder, path), { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat ? [path] : [];
  const names = readdirSync(join(folder, path)).filter((name) => !IGNORED.test(name));
  return names.sort().flatMap((name) => filesUnder(`${path}/${name}`, folder));
}
