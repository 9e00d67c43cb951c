import { buildModel, type LabelledImages } from '@inkroom/engine';
import { DIGITS, IMAGE_SIZE, type PresetName } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import type { BenchResult } from './result.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const LEARNING_RATE = 0.001;

/**
 * Images that a backend is shown: as many as take it some seconds. A whole run would take plain JavaScript a day, so that the
 * figure of a run is the slice's times as many images as a run has; the result says of how many it was measured.
 */
const SLICES: Record<'wasm' | 'cpu', Record<PresetName, number>> = {
  wasm: { mlp: 3200, cnn: 32, compact: 64 },
  cpu: { mlp: 640, cnn: 32, compact: 128 },
};

/** What a preset's whole run takes with `model.fit` and nothing else on each backend of stock TensorFlow.js that Node has. */
export async function benchStock(
  architecture: PresetName,
  train: LabelledImages,
  params: { epochs: number; batchSize: number; images: number } & BenchResult['params'],
): Promise<BenchResult[]> {
  // Once it is registered, TensorFlow.js prefers it: only now, so that our own runs hold their models as they always do.
  await import('@tensorflow/tfjs-backend-wasm');
  const results: BenchResult[] = [];
  for (const backend of ['wasm', 'cpu'] as const) {
    await tf.setBackend(backend);
    const slice = SLICES[backend][architecture];
    const measured = { name: 'training', unit: 's', n: slice };
    const shown = { ...params, engine: `tfjs-${backend}`, extrapolatedFrom: slice };
    try {
      const seconds = await fit(architecture, train, slice, params.batchSize);
      results.push({
        ...measured,
        params: shown,
        value: Math.round((seconds * params.epochs * params.images) / slice),
      });
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message.split('\n')[0]! : String(thrown);
      results.push({ ...measured, params: { ...shown, cannot: reason }, value: null });
    }
  }
  await tf.setBackend('cpu');
  return results;
}

/** @returns seconds of one epoch over the first images, after a step that warms up */
async function fit(architecture: PresetName, train: LabelledImages, count: number, batchSize: number): Promise<number> {
  const model = buildModel(architecture, 1);
  const images = tf.tensor4d(
    Float32Array.from(train.images.subarray(0, count * PIXELS), (value) => value / 255),
    [count, IMAGE_SIZE, IMAGE_SIZE, 1],
  );
  const labels = tf.oneHot(tf.tensor1d(train.labels.slice(0, count), 'int32'), DIGITS.length);
  try {
    model.compile({
      optimizer: tf.train.adam(LEARNING_RATE),
      loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits),
      metrics: ['accuracy'],
    });
    const first = [images.slice(0, Math.min(8, count)), labels.slice(0, Math.min(8, count))] as const;
    await model.fit(...first, { batchSize: 8, epochs: 1, verbose: 0 });
    const started = performance.now();
    await model.fit(images, labels, { batchSize, epochs: 1, verbose: 0 });
    return (performance.now() - started) / 1000;
  } finally {
    model.dispose();
    tf.dispose([images, labels]);
  }
}
