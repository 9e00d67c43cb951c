import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientSchemas, DEFAULT_LIMITS, operationSchema, serverSchemas } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../lib/root.mjs';
import { generateProtocolPage } from './protocol-page.ts';
import { typeTexts } from './type-text.ts';

const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8');

describe('docs/protocol.md', () => {
  it('says what schemas, errors and limits say: else run `npm run docs`', () => {
    expect(generateProtocolPage(page)).toBe(page);
  });

  it.each([
    ['request', Object.keys(clientSchemas(DEFAULT_LIMITS))],
    ['message of a server', Object.keys(serverSchemas)],
    ['operation', operationSchema(DEFAULT_LIMITS).options.map(({ shape }) => shape.kind.value)],
  ])('explains every %s', (_, names) => {
    expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('has no mark of what there is not, and no type twice or nowhere', () => {
    const broken = (from: string, to: string) => () => generateProtocolPage(page.replace(from, to));
    expect(broken('types Operation', 'types Wish')).toThrow('Wish');
    expect(broken('types Operation', 'types Person')).toThrow('Person');
    expect(broken('types Operation', 'errors')).toThrow('Operation');
  });

  it('numbers the promises, and tests name each of them', () => {
    const promises = [...page.matchAll(/^\| (R\d+) \|/gm)].map(([, number]) => number);
    expect(promises).toEqual(Array.from({ length: 10 }, (_, i) => `R${i + 1}`));
    const named = new Set(titles().flatMap((title) => title.split(/\W/)));
    expect(promises.filter((number) => !named.has(number!))).toEqual([]);
  });
});

/** What tests are called, in all files of tests. */
function titles(): string[] {
  return ['apps', 'packages', 'scripts', 'tests'].flatMap((folder) => {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    return files
      .filter((file) => /\.test\.tsx?$/.test(file) && !file.includes('node_modules'))
      .flatMap(
        (file) => readFileSync(join(root, folder, file), 'utf8').match(/\b(it|describe)\b[^\n]*\(\s*['"`].*/g) ?? [],
      );
  });
}

it('a type is written with what its schema says of each field', () => {
  const Dot = z.strictObject({ x: z.number().min(0).max(1).describe('from the left'), y: z.number().optional() });
  const Mark = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('dot'), at: Dot.nullable() }),
    z.strictObject({ kind: z.literal('path'), of: z.record(z.string(), z.array(Dot)) }).describe('of many'),
  ]);
  const texts = typeTexts({ Dot, Mark }, 'output');
  expect(texts.get('Dot')).toBe('interface Dot {\n  x: number; // 0..1; from the left\n  y?: number;\n}');
  expect(texts.get('Mark')).toBe(
    "type Mark =\n  | { kind: 'dot'; at: Dot | null }\n  | { kind: 'path'; of: Record<string, Dot[]> }; // of many",
  );
});
