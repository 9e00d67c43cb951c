import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from './architectures.js';
import { OnnxEngine } from './onnx-engine.js';
import { seededRandom } from './random.js';
import { TfjsEngine } from './tfjs-engine.js';

const BATCH = 2;
/** TensorFlow.js' own CPU backend takes its time for a convolution. */
const SLOW_MS = 60_000;

/** A few batches of noise with labels: equal steps must come out of equal input, whatever it shows. */
function batches(count: number) {
  const random = seededRandom(7);
  return Array.from({ length: count }, () => ({
    images: Float32Array.from({ length: BATCH * 784 }, random),
    labels: Int32Array.from({ length: BATCH }, () => Math.floor(random() * 10)),
  }));
}

function contents(model: tf.LayersModel): Buffer {
  return Buffer.concat(model.getWeights().map((weight) => Buffer.from(new Float32Array(weight.dataSync()).buffer)));
}

describe('TfjsEngine', () => {
  beforeAll(async () => void (await tf.setBackend('cpu')));

  it.each(['mlp', 'cnn'] as const)(
    'takes the same steps as the onnx engine (%s)',
    async (architecture) => {
      const model = buildModel(architecture, 1);
      const options = { model, batchSize: BATCH, learningRate: 0.001, seed: 3 };
      const eager = await new TfjsEngine('tfjs-node-gpu', { device: 'test', threads: 1, memoryBytes: 0 }).createTrainer(
        options,
      );
      const compiled = await new OnnxEngine({ threads: 1 }).createTrainer(options);
      for (const { images, labels } of batches(3)) {
        const [a, b] = [await eager.step(images, labels), await compiled.step(images, labels)];
        expect(a.loss).toBeCloseTo(b.loss, 4);
        expect(a.correct).toBe(b.correct);
      }
      const [a, b] = [await eager.exportWeights(), await compiled.exportWeights()];
      const distance = a.map((weight, i) => Math.max(...weight.map((value, j) => Math.abs(value - b[i]![j]!))));
      expect(Math.max(...distance)).toBeLessThan(1e-3);
      await Promise.all([eager.dispose(), compiled.dispose()]);
    },
    SLOW_MS,
  );

  it(
    'leaves the model as it was and no tensor behind',
    async () => {
      const model = buildModel('mlp', 1);
      const before = contents(model);
      const tensors = tf.memory().numTensors;
      const engine = new TfjsEngine('tfjs-node-gpu', { device: 'test', threads: 1, memoryBytes: 0 });
      const trainer = await engine.createTrainer({ model, batchSize: BATCH, learningRate: 0.01, seed: 3 });
      for (const { images, labels } of batches(3)) await trainer.step(images, labels);
      await trainer.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
      expect(contents(model).equals(before)).toBe(true);
    },
    SLOW_MS,
  );
});
