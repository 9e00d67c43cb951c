import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const SCOPE = '@inkroom/';

/** The workspaces that tsc compiles, as in `packages/shared`. The root's tsconfig.json is where they are listed. */
export function compiledWorkspaces(): string[] {
  const { references } = read('tsconfig.json') as { references: { path: string }[] };
  return references.map(({ path }) => path);
}

/** The workspaces that one is built on, directly or through others, as their package.json files say. */
export function builtOn(workspace: string): string[] {
  const { dependencies = {} } = read(`${workspace}/package.json`) as { dependencies?: Record<string, string> };
  const own = Object.keys(dependencies).filter((name) => name.startsWith(SCOPE));
  const paths = own.map((name) => `packages/${name.slice(SCOPE.length)}`);
  return [...new Set([...paths, ...paths.flatMap(builtOn)])].sort();
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
