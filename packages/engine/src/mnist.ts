import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  CodedException,
  codedError,
  DEFAULT_LIMITS,
  fail,
  type Limits,
  ok,
  type Result,
  toCodedError,
} from '@inkroom/shared';
import type { LabelledImages } from './dataset.js';
import { parseIdx } from './idx.js';

/** Where MNIST may come from, tried in this order: a folder of the user's, the cache, the mirrors. */
export interface MnistSource {
  /** Folder with the four original files, gzipped or not (MNIST_DIR). */
  dir?: string | undefined;
  /** Folder that downloads are kept in. */
  cacheDir: string;
  /** Base addresses that the file names are appended to. */
  mirrors: readonly string[];
}

/** Public copies of the original files; INKROOM_MNIST_MIRRORS (comma-separated, empty for none) replaces the list. */
export const MNIST_MIRRORS: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];

export interface DownloadProgress {
  file: string;
  receivedBytes: number;
  /** Bytes of all four files. */
  totalBytes: number;
}

export interface Mnist {
  train: LabelledImages;
  test: LabelledImages;
}

interface MnistFile {
  name: string;
  /** MD5 and size of the gzipped original. */
  md5: string;
  bytes: number;
}

const FILES = {
  trainImages: { name: 'train-images-idx3-ubyte', md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873', bytes: 9_912_422 },
  trainLabels: { name: 'train-labels-idx1-ubyte', md5: 'd53e105ee54ea40749a09fcbcd1e9432', bytes: 28_881 },
  testImages: { name: 't10k-images-idx3-ubyte', md5: '9fb629c4189551a2d022fa330f9573f3', bytes: 1_648_877 },
  testLabels: { name: 't10k-labels-idx1-ubyte', md5: 'ec29112dd5afa0611ce80d1b7f02629c', bytes: 4542 },
} as const satisfies Record<string, MnistFile>;

const TOTAL_BYTES = Object.values(FILES).reduce((sum, file) => sum + file.bytes, 0);
const unzip = promisify(gunzip);

/** The mirrors under an environment. */
export function mnistMirrors(env: Record<string, string | undefined>): readonly string[] {
  const listed = env.INKROOM_MNIST_MIRRORS;
  if (listed === undefined) return MNIST_MIRRORS;
  const bases = listed.split(',').map((base) => base.trim());
  return bases.filter((base) => base !== '').map((base) => (base.endsWith('/') ? base : `${base}/`));
}

/**
 * MNIST's training and test images. Files of a user's own folder are taken as they are if they are sound; what is
 * downloaded or cached must be the originals, byte by byte.
 * @returns `dataset_unavailable` when no source has it, `dataset_corrupt` when the user's folder holds something else
 */
export async function loadMnist(
  source: MnistSource & {
    onProgress?: ((progress: DownloadProgress) => void) | undefined;
    signal?: AbortSignal | undefined;
    limits?: Limits;
  },
): Promise<Result<Mnist>> {
  const { limits = DEFAULT_LIMITS } = source;
  let received = 0;
  const read = async (file: MnistFile): Promise<Uint8Array> => {
    if (source.dir) return readOwn(source.dir, file);
    const bytes = (await readCached(source.cacheDir, file)) ?? (await download(file));
    received += file.bytes;
    return unzip(bytes);
  };
  const download = async (file: MnistFile): Promise<Buffer> => {
    const failures: string[] = [];
    for (const mirror of source.mirrors) {
      source.signal?.throwIfAborted();
      try {
        const bytes = await fetchFile(`${mirror}${file.name}.gz`, limits, source.signal, (soFar) =>
          source.onProgress?.({ file: file.name, receivedBytes: received + soFar, totalBytes: TOTAL_BYTES }),
        );
        if (md5(bytes) !== file.md5) throw new Error('the MD5 differs');
        await keep(source.cacheDir, file, bytes);
        return bytes;
      } catch (thrown) {
        source.signal?.throwIfAborted();
        failures.push(`${mirror}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    throw new CodedException(codedError('dataset_unavailable', { file: file.name, failures }));
  };
  try {
    // One after the other: the small files would only make the progress jump.
    const trainLabels = await read(FILES.trainLabels);
    const testLabels = await read(FILES.testLabels);
    const testImages = await read(FILES.testImages);
    const trainImages = await read(FILES.trainImages);
    const train = parseIdx(trainImages, trainLabels);
    if (!train.ok) return train;
    const test = parseIdx(testImages, testLabels);
    return test.ok ? ok({ train: train.value, test: test.value }) : test;
  } catch (thrown) {
    if (source.signal?.aborted) return fail('run_cancelled');
    return { ok: false, error: toCodedError(thrown) };
  }
}

async function readOwn(dir: string, file: MnistFile): Promise<Uint8Array> {
  const plain = join(dir, file.name);
  const zipped = `${plain}.gz`;
  try {
    if (existsSync(plain)) return await readFile(plain);
    if (existsSync(zipped)) return await unzip(await readFile(zipped));
  } catch (cause) {
    const details = { file: file.name, reason: 'the file cannot be read or unpacked' };
    throw new CodedException(codedError('dataset_corrupt', details), { cause });
  }
  throw new CodedException(codedError('dataset_unavailable', { file: file.name, dir }));
}

/** A file of the cache, or null when it is missing or not the original: it is then fetched anew. */
async function readCached(dir: string, file: MnistFile): Promise<Buffer | null> {
  const path = join(dir, `${file.name}.gz`);
  if (!existsSync(path)) return null;
  const bytes = await readFile(path);
  return md5(bytes) === file.md5 ? bytes : null;
}

/** Puts a file into the cache whole or not at all, also when two workers do so at once. */
async function keep(dir: string, file: MnistFile, bytes: Buffer): Promise<void> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, `${file.name}.gz`);
  const partial = `${path}.${process.pid}.part`;
  await writeFile(partial, bytes);
  await rename(partial, path);
}

/** Fetches one address; gives up when nothing arrives for `downloadTimeoutMs`. */
async function fetchFile(
  url: string,
  limits: Limits,
  signal: AbortSignal | undefined,
  onReceived: (bytes: number) => void,
): Promise<Buffer> {
  const silence = new AbortController();
  const expire = () => silence.abort(new Error('no answer in time'));
  let timer = setTimeout(expire, limits.downloadTimeoutMs);
  try {
    const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    const response = await fetch(url, { signal: either });
    if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(expire, limits.downloadTimeoutMs);
      chunks.push(chunk);
      received += chunk.length;
      onReceived(received);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
