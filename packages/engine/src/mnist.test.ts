import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDataset } from './datasets.js';
import { loadMnist, mnistMirrors } from './mnist.js';

/** An idx pair of `size` images, as MNIST's files are. */
function idx(size: number) {
  const images = Buffer.alloc(16 + size * 784);
  images.writeUInt32BE(0x0803, 0);
  images.writeUInt32BE(size, 4);
  images.writeUInt32BE(28, 8);
  images.writeUInt32BE(28, 12);
  const labels = Buffer.alloc(8 + size);
  labels.writeUInt32BE(0x0801, 0);
  labels.writeUInt32BE(size, 4);
  for (let i = 0; i < size; i++) {
    labels[8 + i] = i % 10;
    images.fill(i, 16 + i * 784, 16 + (i + 1) * 784);
  }
  return { images, labels };
}

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'inkroom-mnist-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function writeFolder(change: { trainImages?: Buffer; testLabels?: Buffer } = {}) {
  const train = idx(20);
  const test = idx(10);
  await writeFile(join(dir, 'train-images-idx3-ubyte'), change.trainImages ?? train.images);
  await writeFile(join(dir, 'train-labels-idx1-ubyte.gz'), gzipSync(train.labels));
  await writeFile(join(dir, 't10k-images-idx3-ubyte.gz'), gzipSync(test.images));
  await writeFile(join(dir, 't10k-labels-idx1-ubyte'), change.testLabels ?? test.labels);
}

const nowhere = { cacheDir: '', mirrors: [] };

describe('loadMnist from a folder', () => {
  it('reads the four files, zipped or not', async () => {
    await writeFolder();
    const loaded = await loadMnist({ ...nowhere, dir });
    if (!loaded.ok) throw new Error(loaded.error.message);
    expect(loaded.value.train.size).toBe(20);
    expect([...loaded.value.test.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(loaded.value.train.images[7 * 784 + 5]).toBe(7);
  });

  it.each([
    ['truncated images', { trainImages: idx(20).images.subarray(0, 5000) }],
    ['a file cut within its header', { trainImages: Buffer.from([0, 0, 8, 3]) }],
    ['labels in the place of images', { trainImages: Buffer.concat([idx(20).labels, Buffer.alloc(16)]) }],
    [
      'images of another size',
      { trainImages: Buffer.concat([idx(20).images.subarray(0, 8), Buffer.from([0, 0, 0, 32, 0, 0, 0, 32])]) },
    ],
    ['fewer labels than images', { testLabels: idx(9).labels }],
    ['a label that is no digit', { testLabels: Buffer.concat([idx(10).labels.subarray(0, 17), Buffer.from([11])]) }],
  ])('refuses %s', async (_, change) => {
    await writeFolder(change);
    expect(await loadMnist({ ...nowhere, dir })).toMatchObject({ ok: false, error: { code: 'dataset_corrupt' } });
  });

  it('does not put generated digits in the place of a folder that was named on purpose', async () => {
    const dataset = await loadDataset({ kind: 'mnist', samples: [], framing: 'mnist', mnist: { ...nowhere, dir } });
    expect(dataset).toMatchObject({ ok: false, error: { code: 'dataset_unavailable' } });
  });
});

describe('loadMnist from mirrors', () => {
  it('refuses a mirror whose file is not the original, and names it', async () => {
    const server = createServer((_, response) => response.end('not MNIST')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const loaded = await loadMnist({ cacheDir: dir, mirrors: [mirror] });
    server.close();
    expect(loaded).toMatchObject({ ok: false, error: { code: 'dataset_unavailable' } });
    expect(JSON.stringify(loaded)).toContain(`${mirror}: the MD5 differs`);
  });

  it('lets the environment replace the list, also by nothing', () => {
    expect(mnistMirrors({ INKROOM_MNIST_MIRRORS: 'http://a, http://b/' })).toEqual(['http://a/', 'http://b/']);
    expect(mnistMirrors({ INKROOM_MNIST_MIRRORS: '' })).toEqual([]);
    expect(mnistMirrors({}).length).toBeGreaterThan(0);
  });
});

describe('loadDataset', () => {
  const sample = (label: number | 'not-a-digit', part: 'training' | 'holdout') => ({
    id: `sample-${label}-${part}`,
    authorId: 'aya',
    annotatedBy: 'ben',
    label: label as 3,
    part,
    at: 1,
    strokes: [{ width: 23, points: [100, 50, 0.5, 0, 180, 220, 0.5, 100] }],
  });

  it('learns only from digits of the training part', async () => {
    await writeFolder();
    const samples = [sample(3, 'training'), sample(5, 'holdout'), sample('not-a-digit', 'training')];
    const dataset = await loadDataset({ kind: 'both', samples, framing: 'mnist', mnist: { ...nowhere, dir } });
    if (!dataset.ok) throw new Error(dataset.error.message);
    expect(dataset.value.summary).toMatchObject({ source: 'mnist', trainSize: 21, corrections: 1, testSize: 10 });
    expect(dataset.value.train.labels[20]).toBe(3);
    expect(dataset.value.test.size).toBe(10);
  });

  it('says so when there are no corrections to learn from', async () => {
    const only = { kind: 'corrections', framing: 'mnist', mnist: { ...nowhere, dir } } as const;
    expect(await loadDataset({ ...only, samples: [sample(5, 'holdout')] })).toMatchObject({
      ok: false,
      error: { code: 'no_corrections' },
    });
  });

  it('takes generated digits where MNIST cannot be had, and says so', async () => {
    const lines: string[] = [];
    const mnist = { cacheDir: dir, mirrors: [] };
    const dataset = await loadDataset({
      kind: 'mnist',
      samples: [],
      framing: 'mnist',
      mnist,
      onLog: (line) => lines.push(line),
    });
    if (!dataset.ok) throw new Error(dataset.error.message);
    expect(dataset.value.summary.source).toBe('generated');
    expect(lines.join()).toContain('generated digits');
    const ink = dataset.value.test.images.reduce((sum, value) => sum + value, 0) / dataset.value.test.size / 255;
    // MNIST's images hold 103 pixels of ink on average.
    expect(ink).toBeGreaterThan(75);
    expect(ink).toBeLessThan(130);
  });
});
