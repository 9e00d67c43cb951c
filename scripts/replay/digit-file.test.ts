import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDigitFile, readDrawingFile } from './digit-file.ts';

const line = (id: string) =>
  JSON.stringify({
    id,
    label: 7,
    writer: 'w',
    part: 'p',
    strokes: [
      [
        [0, 0],
        [1, 2],
      ],
    ],
  });
const ALL = Number.POSITIVE_INFINITY;

describe('readDigitFile', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'inkroom-digits-'));
  });
  afterAll(() => rm(directory, { recursive: true }));
  const file = async (name: string, content: string | Buffer) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };

  it('reads plain and gzipped files, no more than asked for', async () => {
    const text = `${line('a')}\n\n${line('b')}\n${line('c')}`;
    const plain = await readDigitFile(await file('plain.jsonl', text), 2);
    expect(plain.map(({ id }) => id)).toEqual(['a', 'b']);
    const zipped = await readDigitFile(await file('zipped.jsonl.gz', gzipSync(text)), ALL);
    expect(zipped).toHaveLength(3);
    expect(zipped[0]?.strokes).toEqual([
      [
        [0, 0],
        [1, 2],
      ],
    ]);
  });

  it('reads what is not a digit where it is asked for', async () => {
    const none = line('b').replace('"label":7', '"label":"not-a-digit"');
    const path = await file('mixed.jsonl', `${line('a')}\n${none}\n${line('c')}`);
    expect((await readDigitFile(path, 2)).map(({ id }) => id)).toEqual(['a', 'c']);
    expect((await readDrawingFile(path, 2)).map(({ label }) => label)).toEqual([7, 'not-a-digit']);
  });

  it('names the file and the line where something is not as it should be', async () => {
    await expect(readDigitFile(join(directory, 'none.jsonl'), ALL)).rejects.toThrow('there is no file');
    await expect(readDigitFile(await file('text.jsonl', `${line('a')}\nhello`), ALL)).rejects.toThrow(
      'text.jsonl, line 2: this is not JSON',
    );
    await expect(readDigitFile(await file('other.jsonl', '{"id":"a","label":12,"strokes":[]}'), ALL)).rejects.toThrow(
      'line 1: this is no drawing (label',
    );
    await expect(readDigitFile(await file('empty.jsonl', ''), ALL)).rejects.toThrow('holds no digits');
    const cut = gzipSync(`${line('a')}\n`).subarray(0, 30);
    await expect(readDigitFile(await file('cut.jsonl.gz', cut), ALL)).rejects.toThrow('cannot be read');
  });
});
