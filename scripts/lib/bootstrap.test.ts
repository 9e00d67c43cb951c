import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './root.mjs';

const scripts = join(root, 'scripts');
const commands = readdirSync(scripts)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));
const compiledBefore = /IMPORTS_WORKSPACES = new Set\(\[(.*?)\]\)/s.exec(
  readFileSync(join(scripts, 'bootstrap.mjs'), 'utf8'),
)![1]!;

/** The workspaces that are loaded with a file, each as `FILE imports PACKAGE`. */
function workspacesBehind(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';/gm);
  return [...imports].flatMap(([, path]) => {
    if (path!.startsWith('@inkroom/')) return [`${file} imports ${path}`];
    return path!.startsWith('.') ? workspacesBehind(join(dirname(file), path!), seen) : [];
  });
}

describe('in a clone that was never compiled', () => {
  it.each(commands)('npm run %s loads nothing that has to be compiled first', (command) => {
    if (compiledBefore.includes(`'${command}'`)) return;
    expect(workspacesBehind(join(scripts, `${command}.ts`))).toEqual([]);
  });
});
