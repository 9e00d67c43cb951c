import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './root.mjs';

const guide = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const sources = [
  'apps/gateway/src',
  'apps/worker-cpu/src',
  'apps/worker-gpu/src',
  'apps/web',
  'packages',
  'scripts',
].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/(^|\/)(node_modules|dist|\.next)\/|\.test\./.test(file))
    .map((file) => [join(folder, file), readFileSync(join(root, folder, file), 'utf8')] as const),
);
/** What inkroom's own parts tell each other, or other programs tell everybody. */
const NOT_SETTINGS =
  /^(NODE_ENV|PATH|NEXT_.*|INKROOM_BUILD|NO_COLOR|FORCE_COLOR|INIT_CWD|LD_LIBRARY_PATH|TF_FORCE_.*)$/;

it('knows every variable that a part reads', () => {
  const parts = sources.filter(([file]) => !file.startsWith('scripts'));
  const read = parts.flatMap(([, text]) => [...text.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name!));
  const settings = [...new Set(read)].filter((name) => !NOT_SETTINGS.test(name));
  expect(settings).toContain('METRICS_TOKEN');
  expect(settings.filter((name) => !guide.includes(name))).toEqual([]);
});

it('names no variable in its table that nothing reads', () => {
  const table = guide.slice(guide.indexOf('| variable | for | meaning |'), guide.indexOf('### The address'));
  const named = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name!));
  expect(named.length).toBeGreaterThan(25);
  const code = sources.map(([, text]) => text).join('\n');
  expect([...new Set(named)].filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});
