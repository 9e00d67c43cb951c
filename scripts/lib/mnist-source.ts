import { join } from 'node:path';
import { type LoadMnistOptions, mnistMirrors } from '@inkroom/engine';
import type { Limits } from '@inkroom/shared';

/** Where scripts have MNIST from: the same variables and mirrors as the workers'. */
export function mnistSource({ downloadTimeoutMs }: Pick<Limits, 'downloadTimeoutMs'>): LoadMnistOptions {
  return {
    dir: process.env.MNIST_DIR || undefined,
    cacheDir: process.env.INKROOM_CACHE_DIR || join('.inkroom', 'cache'),
    mirrors: mnistMirrors(process.env),
    downloadTimeoutMs,
  };
}
