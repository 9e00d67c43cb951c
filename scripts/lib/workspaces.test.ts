import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourcesDigest } from './build.ts';
import { root } from './root.mjs';
import { builtOn, compiledWorkspaces } from './workspaces.ts';

const all = ['packages', 'apps'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => existsSync(join(root, path, 'package.json'))),
);

it('names every workspace but the page, which Next compiles', () => {
  expect(compiledWorkspaces().sort()).toEqual(all.filter((path) => path !== 'apps/web').sort());
});

describe('a build', () => {
  const copy = mkdtempSync(join(tmpdir(), 'inkroom-sources-'));
  beforeAll(() => {
    for (const path of all) {
      cpSync(join(root, path), join(copy, path), {
        recursive: true,
        filter: (from) => !['node_modules', 'dist', '.next', 'models'].includes(basename(from)),
      });
    }
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  const staleAfter = (target: 'packages' | 'web', file: string) => {
    const before = sourcesDigest(target, copy);
    appendFileSync(join(copy, file), '\n');
    return sourcesDigest(target, copy) !== before;
  };
  const aSource = (path: string) => `${path}/src/${existsSync(join(copy, path, 'src/main.ts')) ? 'main' : 'index'}.ts`;

  it.each(compiledWorkspaces())('is stale when a file of %s changed', (path) => {
    for (const file of [aSource(path), `${path}/package.json`, `${path}/tsconfig.json`])
      expect(staleAfter('packages', file), file).toBe(true);
  });

  it.each(builtOn('apps/web'))('of the page is stale when a file of %s changed', (path) => {
    expect(staleAfter('web', aSource(path))).toBe(true);
  });
});

describe('the Dockerfile', () => {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');

  it('gives npm the package.json of every workspace', () => {
    const copied = [...text.matchAll(/^COPY (\S+)\/package\.json \1\/$/gm)].map(([, path]) => path);
    expect(copied.sort()).toEqual([...all].sort());
  });

  it.each(['gateway', 'worker-cpu', 'worker-gpu'])(
    'puts into the image of %s all that it is built on, once',
    (name) => {
      const stage = text.split(/^FROM /m).find((part) => new RegExp(`^\\S+ AS ${name}\\n`).test(part))!;
      const copied = [...stage.matchAll(/^COPY --from=build \/app\/(\S+)\/dist \1\/dist$/gm)].map(([, path]) => path);
      expect(copied.sort()).toEqual([`apps/${name}`, ...builtOn(`apps/${name}`)].sort());
    },
  );
});
