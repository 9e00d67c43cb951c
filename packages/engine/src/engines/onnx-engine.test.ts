import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../model/architectures.js';
import { seededRandom } from '../random.js';
import { describeEngineConformance } from './engine.conformance.js';
import { OnnxEngine } from './onnx-engine.js';

describeEngineConformance('onnx', async () => new OnnxEngine({ threads: 1 }));

describe('OnnxEngine', () => {
  beforeAll(() => tf.enableProdMode());

  /** Losses of some steps of the notebook's CNN, which has work for more than one thread, and a digest of its weights after them. */
  async function curve(threads: number) {
    const [batchSize, steps, random] = [32, 5, seededRandom(7)];
    const engine = new OnnxEngine({ threads });
    const trainer = await engine.createTrainer({
      model: buildModel('cnn', 3),
      batchSize,
      learningRate: 0.002,
      seed: 3,
    });
    try {
      const losses: number[] = [];
      for (let step = 0; step < steps; step++) {
        const images = Float32Array.from({ length: batchSize * 784 }, () => Math.max(0, 2 * random() - 1));
        const labels = Int32Array.from({ length: batchSize }, () => Math.floor(random() * 10));
        losses.push((await trainer.step(images, labels)).loss);
      }
      const digest = createHash('sha256');
      for (const weights of await trainer.exportWeights()) digest.update(weights);
      return { losses, weights: digest.digest('hex') };
    } finally {
      await trainer.dispose();
    }
  }

  it('gives the same curve again on two threads, and that of one', async () => {
    const [first, again, alone] = [await curve(2), await curve(2), await curve(1)];
    expect(again).toEqual(first);
    for (const [step, loss] of alone.losses.entries()) expect(loss / first.losses[step]! - 1).toBeCloseTo(0, 5);
  });
});
