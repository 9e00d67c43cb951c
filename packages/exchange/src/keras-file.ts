import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ExchangeModel } from './exchange-model.js';

/** What the thread is given. */
export type KerasOrder = Pick<ExchangeModel, 'topology' | 'weightSpecs' | 'weights'>;

/** The built file, also where this one runs from its source: a thread is no place for a loader. */
const THREAD = createRequire(import.meta.url).resolve('@inkroom/exchange/keras-thread');

/** The end of the last file asked for. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * A model as Keras' HDF5 file, weights and topology in one. Written on a thread of its own: the HDF5 library takes 40 MB and
 * most of a second to start, and is gone with the thread. One at a time, however many ask.
 * @throws Error when the thread fails
 */
export function kerasFile(model: KerasOrder): Promise<Uint8Array> {
  const file = turn.then(() => write(model));
  turn = file.catch(() => {});
  return file;
}

async function write({ topology, weightSpecs, weights }: KerasOrder): Promise<Uint8Array> {
  const workerData: KerasOrder = { topology, weightSpecs, weights: new Uint8Array(weights) };
  const thread = new Worker(THREAD, { workerData });
  try {
    const [file] = (await once(thread, 'message')) as [Uint8Array];
    return file;
  } finally {
    await thread.terminate();
  }
}
