import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DIGITS, fail, IMAGE_SIZE, ok, type Result, type RunNote } from '@inkroom/shared';
import type { LabelledImages } from './dataset.js';
import { type DownloadProgress, download } from './download.js';
import { parseIdx } from './idx.js';

const unzip = promisify(gunzip);

/** Public mirrors of MNIST's original files, by PyTorch's and Google's data set projects. */
const MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

/**
 * Base addresses to try for MNIST, in order: INKROOM_MNIST_MIRRORS (separated by commas or spaces; `none` for no
 * downloads at all), or else the public mirrors.
 */
export function mnistMirrors(env: Readonly<Record<string, string | undefined>>): string[] {
  const configured = env.INKROOM_MNIST_MIRRORS?.trim();
  if (!configured) return [...MIRRORS];
  if (configured === 'none') return [];
  return configured.split(/[\s,]+/).map((base) => (base.endsWith('/') ? base : `${base}/`));
}

/** Where MNIST may come from, tried in this order: a folder of the user's, the cache, the mirrors. */
export interface MnistSource {
  /** Folder with the four original files, gzipped or not (MNIST_DIR). */
  dir?: string | undefined;
  /** Folder that downloads are kept in. */
  cacheDir: string;
  /** Base addresses that the file names are appended to. */
  mirrors: readonly string[];
  /** A mirror that sends nothing for so long is given up. */
  downloadTimeoutMs: number;
}

export interface Mnist {
  train: LabelledImages;
  test: LabelledImages;
}

export interface LoadMnistOptions extends MnistSource {
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  onNote?: ((note: RunNote) => void) | undefined;
  signal?: AbortSignal | undefined;
}

interface MnistFile {
  name: string;
  /** Of the gzipped file, as the original page listed it. */
  md5: string;
  bytes: number;
  dimensions: readonly number[];
}

const TRAIN_SIZE = 60_000;
const TEST_SIZE = 10_000;

const FILES: Record<'trainImages' | 'trainLabels' | 'testImages' | 'testLabels', MnistFile> = {
  trainImages: {
    name: 'train-images-idx3-ubyte.gz',
    md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
    bytes: 9_912_422,
    dimensions: [TRAIN_SIZE, IMAGE_SIZE, IMAGE_SIZE],
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte.gz',
    md5: 'd53e105ee54ea40749a09fcbcd1e9432',
    bytes: 28_881,
    dimensions: [TRAIN_SIZE],
  },
  testImages: {
    name: 't10k-images-idx3-ubyte.gz',
    md5: '9fb629c4189551a2d022fa330f9573f3',
    bytes: 1_648_877,
    dimensions: [TEST_SIZE, IMAGE_SIZE, IMAGE_SIZE],
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte.gz',
    md5: 'ec29112dd5afa0611ce80d1b7f02629c',
    bytes: 4_542,
    dimensions: [TEST_SIZE],
  },
};
const TOTAL_BYTES = Object.values(FILES).reduce((sum, file) => sum + file.bytes, 0);

/**
 * Loads MNIST: 60,000 training and 10,000 test images.
 * @returns `dataset_corrupt` for a file of the user's that is not MNIST's, `dataset_unavailable` when no mirror answers with
 *   the right files, `run_cancelled` when the signal was aborted
 */
export async function loadMnist(options: LoadMnistOptions): Promise<Result<Mnist>> {
  const loaded: Partial<Record<keyof typeof FILES, Uint8Array>> = {};
  let before = 0;
  for (const [key, file] of Object.entries(FILES) as [keyof typeof FILES, MnistFile][]) {
    const values = await loadFile(file, before, options);
    if (!values.ok) return values;
    loaded[key] = values.value;
    before += file.bytes;
  }
  const { trainImages, trainLabels, testImages, testLabels } = loaded as Record<keyof typeof FILES, Uint8Array>;
  for (const [file, labels] of [
    [FILES.trainLabels, trainLabels],
    [FILES.testLabels, testLabels],
  ] as const) {
    if (labels.some((label) => label >= DIGITS.length)) {
      return fail('dataset_corrupt', { file: file.name, reason: 'a label is not a digit' });
    }
  }
  return ok({
    train: { images: trainImages, labels: trainLabels, size: TRAIN_SIZE },
    test: { images: testImages, labels: testLabels, size: TEST_SIZE },
  });
}

async function loadFile(file: MnistFile, before: number, options: LoadMnistOptions): Promise<Result<Uint8Array>> {
  if (options.signal?.aborted) return fail('run_cancelled');
  if (options.dir !== undefined) {
    const own = await readOwn(options.dir, file);
    if (own) return own;
    options.onNote?.({ code: 'mnist_not_in_folder', file: file.name });
  }
  const cached = await readIfThere(join(options.cacheDir, file.name));
  if (cached && md5(cached) === file.md5) return unpack(cached, file);
  if (cached) options.onNote?.({ code: 'mnist_cache_damaged', file: file.name });
  const reasons: string[] = [];
  for (const mirror of options.mirrors) {
    const address = `${mirror}${file.name}`;
    const fetched = await download({
      address,
      target: join(options.cacheDir, file.name),
      timeoutMs: options.downloadTimeoutMs,
      maxBytes: file.bytes,
      accept: (bytes) => (md5(bytes) === file.md5 ? null : 'its MD5 is wrong'),
      signal: options.signal,
      onReceived: (received) =>
        options.onProgress?.({ file: file.name, receivedBytes: before + received, totalBytes: TOTAL_BYTES }),
      onNotKept: (reason) => options.onNote?.({ code: 'mnist_not_kept', file: file.name, reason }),
    });
    if (fetched.ok) return unpack(fetched.value, file);
    if (fetched.error.code === 'run_cancelled') return fetched;
    reasons.push(fetched.error.message);
    options.onNote?.({ code: 'mnist_mirror_failed', file: file.name, reason: fetched.error.message });
  }
  return fail('dataset_unavailable', { file: file.name, reasons });
}

/** A file of the user's, gzipped or not; null when there is none. Its MD5 is free: it may have been packed anew. */
async function readOwn(dir: string, file: MnistFile): Promise<Result<Uint8Array> | null> {
  const packed = await readIfThere(join(dir, file.name));
  if (packed) return unpack(packed, file);
  const plainName = file.name.replace(/\.gz$/, '');
  const plain = await readIfThere(join(dir, plainName));
  return plain && parseIdx(plain, file.dimensions, plainName);
}

async function unpack(packed: Uint8Array, file: MnistFile): Promise<Result<Uint8Array>> {
  try {
    return parseIdx(await unzip(packed), file.dimensions, file.name);
  } catch (thrown) {
    const { code, message: reason } = thrown as NodeJS.ErrnoException;
    // zlib has a code for all that is wrong with the bytes; want of memory is not.
    if (!code || code === 'Z_MEM_ERROR') throw thrown;
    return fail('dataset_corrupt', { file: file.name, reason }, `The file ${file.name} cannot be unpacked: ${reason}.`);
  }
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

export type { DownloadProgress };
