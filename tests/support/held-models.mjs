import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InferenceSession } from 'onnxruntime-node';

/*
 * Preloaded into a worker process whose models a test holds: after the first, which it starts with, none is loaded before
 * the folder INKROOM_TEST_MODELS holds a file `open`, and none at all while it holds a file `broken`.
 */
const folder = process.env.INKROOM_TEST_MODELS;
const create = InferenceSession.create;
let loads = 0;

InferenceSession.create = async (...args) => {
  if (loads++ > 0) {
    if (existsSync(join(folder, 'broken'))) throw new Error('out of memory');
    while (!existsSync(join(folder, 'open'))) await delay(5);
  }
  return create.apply(InferenceSession, args);
};
