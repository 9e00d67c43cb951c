import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webSourcesDigest } from './build.ts';
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

  it.each(builtOn('apps/web'))('of the page is stale when a file of %s changed', (path) => {
    const before = webSourcesDigest(copy);
    appendFileSync(join(copy, path, 'src/index.ts'), '\n');
    expect(webSourcesDigest(copy)).not.toBe(before);
  });
});

describe('the Dockerfile', () => {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');

  it('names no workspace but the one of each image', () => {
    const named = all.filter((path) => new RegExp(`^COPY .*\\b${path}\\b`, 'm').test(text));
    expect(named).toEqual(['apps/web']);
  });

  it('gives images every folder that a workspace lists as its files', () => {
    const [, copied = ''] = /cp -r --parents (.*) \/compiled/.exec(text) ?? [];
    const folders = all.flatMap((path) => {
      const { files = [] } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as { files?: string[] };
      return files.map((file) => `${dirname(path)}/*/${file}`);
    });
    expect(copied.split(' ').sort()).toEqual([...new Set([...folders, 'apps/*/dist'])].sort());
  });
});
