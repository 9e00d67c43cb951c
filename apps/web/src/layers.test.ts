import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));

/** The folders of the app, from the ground up: a file may import from its own folder and from those before it. */
const LAYERS = ['ui', 'core', 'page', 'challenge', 'people', 'models', 'inspector', 'train', 'screens', 'testing'];

/** What a file names in `import`, `export … from` and `import()`, types included. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g;

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  return [...text.matchAll(IMPORT)].flatMap(([, path]) => {
    const target = normalize(join(dirname(file), path!));
    return ['', '.ts', '.tsx'].map((ending) => target + ending).find((each) => files.includes(each)) ?? [];
  });
}

const layerOf = (file: string) => file.split('/')[0]!;

describe('the folders of the app', () => {
  it('all have their place', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map(layerOf));
    expect([...folders].sort()).toEqual([...LAYERS].sort());
  });

  it('import downwards only', () => {
    const upwards = files
      .filter((file) => !/\.test\.tsx?$/.test(file))
      .flatMap((file) => importsOf(file).map((target) => [file, target] as const))
      .filter(([file, target]) => LAYERS.indexOf(layerOf(target)) > LAYERS.indexOf(layerOf(file)))
      .map(([file, target]) => `${file} imports ${target}`);
    expect(upwards).toEqual([]);
  });

  it('have no circle of imports, of types neither', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, way: string[]) => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      if (done.has(file) || way.includes(file)) return;
      for (const target of importsOf(file)) visit(target, [...way, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});
