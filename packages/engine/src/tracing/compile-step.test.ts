import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compileStep } from './compile-step.js';

describe('compileStep', () => {
  it('refuses a layer that holds state or randomness of its own', async () => {
    tf.enableProdMode();
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [28, 28, 1] }),
        tf.layers.gaussianNoise({ stddev: 0.1 }),
        tf.layers.dense({ units: 10 }),
      ],
    });
    await expect(compileStep(model, 2)).rejects.toThrow(/GaussianNoise/);
  });
});
