import { type LayerSpec, PRESET_LAYERS } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../model/architectures.js';
import { describeEngineConformance } from './engine.conformance.js';
import { TfjsEngine } from './tfjs-engine.js';

const BATCH = 2;

/** The engine on the plain `cpu` backend: what is tested is the step; a GPU's own run of it needs the GPU. */
async function openEngine(): Promise<TfjsEngine> {
  await tf.setBackend('cpu');
  return new TfjsEngine('tfjs-node-gpu', { device: 'plain JavaScript', threads: 1, memoryBytes: 0 });
}

describeEngineConformance('tfjs', openEngine);

describe('TfjsEngine', () => {
  it.each<[string, LayerSpec[]]>([
    ['dropout', [...PRESET_LAYERS.mlp]],
    ['batch normalisation', [{ kind: 'dense', units: 8, activation: 'relu' }, { kind: 'batchNorm' }]],
  ])('leaves no tensor of %s behind', async (_, layers) => {
    const engine = await openEngine();
    const model = buildModel('custom', 1, layers);
    const tensors = tf.memory().numTensors;
    const trainer = await engine.createTrainer({ model, batchSize: BATCH, learningRate: 0.01, seed: 3 });
    for (let i = 0; i < 3; i++) await trainer.step(new Float32Array(BATCH * 784), new Int32Array(BATCH));
    await trainer.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
