import type { Result } from '@inkroom/shared';
import type { LabelledImages } from './dataset.js';

/** Where MNIST may come from, tried in this order: a folder of the user's, the cache, the mirrors. */
export interface MnistSource {
  /** Folder with the four original files, gzipped or not (MNIST_DIR). */
  dir?: string | undefined;
  /** Folder that downloads are kept in. */
  cacheDir: string;
  /** Base addresses that the file names are appended to. */
  mirrors: readonly string[];
}

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

export async function loadMnist(
  _source: MnistSource & { onProgress?: (progress: DownloadProgress) => void; signal?: AbortSignal },
): Promise<Result<Mnist>> {
  throw new Error('not built yet');
}
