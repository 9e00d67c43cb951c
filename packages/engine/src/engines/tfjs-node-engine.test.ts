import { DEFAULT_LIMITS, PRESET_LAYERS } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Dataset, LabelledImages } from '../data/dataset.js';
import { trainRun } from '../training/train-run.js';
import { TfjsEngine } from './tfjs-engine.js';
import { missingPart, openTfjsNodeEngine } from './tfjs-node-engine.js';

/** What Node and the package throw, word for word, at each state of an installation. */
const FAILURES = {
  package: Object.assign(new Error("Cannot find package '@tensorflow/tfjs-node-gpu' imported from /app/engine.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  }),
  native: new Error(
    'The Node.js native addon module (tfjs_binding.node) can not be found at path: /app/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node.',
  ),
  libraries: Object.assign(
    new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory (tfjs_binding.node)'),
    { code: 'ERR_DLOPEN_FAILED' },
  ),
} as const;

describe('openTfjsNodeEngine', () => {
  it.each(['package', 'native', 'libraries'] as const)(
    'says when the %s is missing, and how to get it',
    async (missing) => {
      expect(missingPart(FAILURES[missing])).toBe(missing);
      const opened = await openTfjsNodeEngine(() => Promise.reject(FAILURES[missing]), '22.0.0');
      expect(opened).toMatchObject({ ok: false, error: { code: 'engine_unavailable', details: { missing } } });
      expect(opened.ok ? '' : opened.error.message).toContain('npm run setup:gpu');
    },
  );

  it('is not opened on a Node where it loads and no operation works', async () => {
    const opened = await openTfjsNodeEngine(() => expect.fail('loaded'), '23.0.0');
    expect(opened).toMatchObject({ ok: false, error: { code: 'engine_unavailable', details: { missing: 'node' } } });
    expect(opened.ok ? '' : opened.error.message).toContain('needs Node 22 or older; this is 23.0.0');
  });
});

/** Digit d is a filled row 2d+4. */
function bars(size: number): LabelledImages {
  const images = new Uint8Array(size * 784);
  const labels = Uint8Array.from({ length: size }, (_, i) => i % 10);
  for (const [i, digit] of labels.entries())
    images.fill(255, i * 784 + (2 * digit + 4) * 28, i * 784 + (2 * digit + 5) * 28);
  return { images, labels, size };
}

describe('the engine of the GPU pool', () => {
  it('trains a whole run, here on the plain backend that is everywhere', { timeout: 60_000 }, async () => {
    await tf.setBackend('cpu');
    const engine = new TfjsEngine('tfjs-node-gpu', { device: 'none', threads: 1, memoryBytes: 0 });
    const [train, test] = [bars(100), bars(20)];
    const summary = {
      kind: 'mnist',
      source: 'generated',
      trainSize: 100,
      corrections: 0,
      testSize: 20,
      digest: '',
    } as const;
    const dataset: Dataset = { train, test, summary };
    const layers = [...PRESET_LAYERS.mlp];
    const spec = { architecture: 'mlp', layers, epochs: 3, batchSize: 10, learningRate: 0.01, seed: 1 } as const;
    const { signal } = new AbortController();
    const outcome = await trainRun(spec, {
      limits: DEFAULT_LIMITS,
      engine,
      dataset,
      signal,
      onProgress: () => {},
      onNote: () => {},
    });
    expect(outcome.ok && outcome.value.artifact.card.engine).toBe('tfjs-node-gpu');
    expect(outcome.ok && outcome.value.evaluation.test.accuracy).toBe(1);
  });
});
