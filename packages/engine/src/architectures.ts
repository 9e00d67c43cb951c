import type { ArchitectureName } from '@inkroom/shared';
import { DIGITS, IMAGE_SIZE } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';

/**
 * Layers are named, because the names TensorFlow.js makes up count up over a process and would give equal models
 * different digests.
 */
type Builder = (seed: () => number) => tf.layers.Layer[];

/** Share of the MLP's hidden units that a training step leaves out (the notebook's value). */
const DROPOUT_RATE = 0.2;

const ARCHITECTURES: Record<ArchitectureName, Builder> = {
  /** The notebook's flat network: 784-128-10 with dropout, 101,770 parameters. */
  mlp: (seed) => [
    tf.layers.flatten({ name: 'pixels', inputShape: [IMAGE_SIZE, IMAGE_SIZE, 1] }),
    tf.layers.dense({ name: 'hidden', units: 128, activation: 'relu', kernelInitializer: glorot(seed()) }),
    tf.layers.dropout({ name: 'dropout', rate: DROPOUT_RATE }),
    tf.layers.dense({ name: 'logits', units: DIGITS.length, kernelInitializer: glorot(seed()) }),
  ],
  /** The notebook's convolutional network, 119,850 parameters. */
  cnn: (seed) => [
    tf.layers.conv2d({
      name: 'conv1',
      inputShape: [IMAGE_SIZE, IMAGE_SIZE, 1],
      filters: 64,
      kernelSize: 5,
      activation: 'relu',
      kernelInitializer: glorot(seed()),
    }),
    tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
    tf.layers.conv2d({
      name: 'conv2',
      filters: 32,
      kernelSize: 5,
      activation: 'relu',
      kernelInitializer: glorot(seed()),
    }),
    tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
    tf.layers.flatten({ name: 'features' }),
    tf.layers.dense({ name: 'hidden', units: 128, activation: 'relu', kernelInitializer: glorot(seed()) }),
    tf.layers.dense({ name: 'logits', units: DIGITS.length, kernelInitializer: glorot(seed()) }),
  ],
};

/**
 * Builds a model with fresh weights.
 * @param seed the same seed gives the same weights
 * @returns input [batch, 28, 28, 1] of 0..1 (1 is ink), output ten logits: softmax is left to inference, because a loss
 *   taken from logits stays finite where a probability rounds to zero
 */
export function buildModel(name: ArchitectureName, seed: number): tf.LayersModel {
  let drawn = 0;
  return tf.sequential({ name, layers: ARCHITECTURES[name](() => layerSeed(seed, drawn++)) });
}

/** Glorot's uniform initialiser (Glorot and Bengio 2010), TensorFlow's default for these layers. */
function glorot(seed: number) {
  return tf.initializers.glorotUniform({ seed });
}

/**
 * A seed for each layer: equal seeds would give layers of equal shape equal weights. Weyl steps by 2^32 over the golden
 * ratio keep the seeds of one model apart; 0 is avoided because TensorFlow.js takes it for "no seed".
 */
function layerSeed(seed: number, layer: number): number {
  return (seed + Math.imul(layer + 1, 0x9e3779b9)) >>> 0 || 1;
}
