import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';
import { root } from './root.mjs';
import { builtOn, compiledWorkspaces } from './workspaces.ts';

/** What can be built: the workspaces that tsc compiles, and the web page that Next builds on top of them. */
export type BuildTarget = 'packages' | 'web';

interface Target {
  readonly label: string;
  /** Files and folders whose content decides whether to build again. */
  readonly inputs: readonly string[];
  /** Files that a good build leaves; their content is remembered too, so that a build by hand or by a watcher is noticed. */
  readonly outputs: readonly string[];
  readonly command: readonly [script: string, ...args: string[]];
  /** Added where an output is missing, for a builder that trusts its own record of what it once wrote. */
  readonly forced: readonly string[];
  readonly cwd: string;
  /** What the builder leaves to others. */
  readonly finish?: () => void;
}

const COMPILED = compiledWorkspaces();
/** Beside what was built and not under INKROOM_HOME: two homes of one clone share its builds. */
const STAMPS = join(root, '.inkroom/build');
const SETTINGS = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json'];

const TARGETS: Readonly<Record<BuildTarget, Target>> = {
  packages: {
    label: 'compiling the workspaces',
    inputs: [
      ...SETTINGS,
      ...COMPILED.flatMap((path) => [`${path}/src`, `${path}/package.json`, `${path}/tsconfig.json`]),
      // tsc does not read the scripts for Redis, but what it compiles does.
      'packages/store/lua',
    ],
    outputs: COMPILED.flatMap((path) => [
      `${path}/tsconfig.tsbuildinfo`,
      `${path}/dist/${path.startsWith('apps/') ? 'main' : 'index'}.js`,
    ]),
    command: ['node_modules/typescript/bin/tsc', '-b'],
    forced: ['--force'],
    cwd: root,
  },
  web: {
    label: 'building the web page',
    inputs: [...SETTINGS, ...builtOn('apps/web').map((path) => `${path}/src`), 'apps/web'],
    outputs: ['apps/web/.next/BUILD_ID', 'apps/web/.next/standalone/apps/web/server.js'],
    command: ['../../node_modules/next/dist/bin/next', 'build'],
    forced: [],
    cwd: join(root, 'apps/web'),
    finish: copyStaticFiles,
  },
};

/** Made by builds and tools, or read by tests alone: a change in them is no reason to build. */
const IGNORED = /^(node_modules|dist|\.next|.*\.tsbuildinfo|next-env\.d\.ts|.*\.test\.tsx?)$/;

/**
 * Builds what has changed since it was last built here; needs a fraction of a second where nothing has.
 *
 * @throws PlainError with the compiler's words where a build fails.
 */
export async function ensureBuilt(targets: readonly BuildTarget[]): Promise<void> {
  for (const name of targets) {
    const target = TARGETS[name];
    // The prefix of its paths is part of the app's build.
    const sources = sourcesDigest(name, root) + (name === 'web' ? (process.env.BASE_PATH ?? '') : '');
    const stamp = join(STAMPS, `${name}.json`);
    if (isCurrent(stamp, sources, target)) continue;
    await build(target);
    target.finish?.();
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, `${JSON.stringify({ sources, outputs: digest(target.outputs, root) })}\n`);
  }
}

/** Makes the next `ensureBuilt` call the builders, whatever has changed. */
export function forgetBuilds(): void {
  rmSync(STAMPS, { recursive: true, force: true });
}

/** Next's standalone build serves static files from beside itself and leaves copying them to us, as in the Dockerfile. */
function copyStaticFiles(): void {
  const web = join(root, 'apps/web');
  const standalone = join(web, '.next/standalone/apps/web');
  for (const folder of ['.next/static', 'public']) {
    if (existsSync(join(web, folder))) cpSync(join(web, folder), join(standalone, folder), { recursive: true });
  }
}

function isCurrent(stamp: string, sources: string, target: Target): boolean {
  if (!isComplete(target)) return false;
  try {
    const built = JSON.parse(readFileSync(stamp, 'utf8')) as { sources?: string; outputs?: string };
    return built.sources === sources && built.outputs === digest(target.outputs, root);
  } catch {
    return false;
  }
}

function isComplete(target: Target): boolean {
  return target.outputs.every((path) => existsSync(join(root, path)));
}

async function build(target: Target): Promise<void> {
  const progress = startProgress(target.label);
  const [script, ...args] = target.command;
  const child = execa(process.execPath, [script, ...args, ...(isComplete(target) ? [] : target.forced)], {
    cwd: target.cwd,
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', FORCE_COLOR: undefined },
    all: true,
    reject: false,
  });
  for await (const line of child.iterable({ from: 'all' })) {
    // Builders say the stage they are in; indented lines and lists are details.
    if (/^[^\s-]/.test(line)) progress.update(null, line.trim());
  }
  const result = await child;
  if (result.failed) {
    progress.fail();
    throw new PlainError(`${target.label} failed:\n${result.all}`);
  }
  progress.done();
}

/** One hash over all that a build is made of; another one is a reason to build again. */
export function sourcesDigest(name: BuildTarget, folder: string): string {
  return digest(TARGETS[name].inputs, folder);
}

/** One hash over the names and contents of files and of everything in folders, all by their paths in `folder`. */
function digest(paths: readonly string[], folder: string): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesUnder(path, folder)) {
      // Lengths keep two files from being taken for one with both contents.
      const content = readFileSync(join(folder, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

function filesUnder(path: string, folder: string): string[] {
  if (!existsSync(join(folder, path))) return [];
  const files: string[] = [];
  const walk = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      if (IGNORED.test(entry.name)) continue;
      const child = `${relative}/${entry.name}`;
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile()) files.push(child);
    }
  };
  try {
    walk(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
    files.push(path);
  }
  return files.sort();
}
