import {
  type ArchitectureName,
  DIGITS,
  IMAGE_SIZE,
  isNormalisable,
  type LayerSpec,
  type OutputCount,
  PRESET_LAYERS,
  type PresetName,
} from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import { BATCH_NORM } from '../batch-norm.js';

/**
 * Builds a model with fresh weights: the notebook's flat network of 101,770 parameters for `mlp`, its convolutional network of
 * 119,850 for `cnn`.
 * @param seed the same seed gives the same weights
 * @param layers of a `custom` architecture; they must fit each other, as `describeLayers` tells
 * @param outputs ten digits, and "no digit" where there are eleven
 * @returns input [batch, 28, 28, 1] of 0..1 (1 is ink), output that many logits: softmax is left to inference, because a loss
 *   taken from logits stays finite where a probability rounds to zero
 */
export function buildModel(name: PresetName, seed: number): tf.LayersModel;
export function buildModel(
  name: ArchitectureName,
  seed: number,
  layers: readonly LayerSpec[],
  outputs?: OutputCount,
): tf.LayersModel;
export function buildModel(
  name: ArchitectureName,
  seed: number,
  layers: readonly LayerSpec[] = PRESET_LAYERS[name as PresetName],
  outputs: OutputCount = DIGITS.length,
): tf.LayersModel {
  const model = tf.sequential({ name });
  const nameOf = layerNames();
  let drawn = 0;
  let isImage = true;
  const initializer = () => glorot(layerSeed(seed, drawn++));
  const input = () => (model.layers.length === 0 ? { inputShape: [IMAGE_SIZE, IMAGE_SIZE, 1] } : {});
  const flatten = () => {
    if (!isImage) return;
    isImage = false;
    model.add(tf.layers.flatten({ name: model.layers.length === 0 ? 'pixels' : 'features', ...input() }));
  };
  for (const [i, layer] of layers.entries()) {
    if (layer.kind === 'dense') flatten();
    const normalised = layers[i + 1]?.kind === 'batchNorm';
    const name = nameOf(layer);
    model.add(toTfjs(normalised ? bare(layer) : layer, name, initializer, { ...input(), useBias: !normalised }));
    const before = layers[i - 1];
    if (layer.kind === 'batchNorm' && isNormalisable(before) && before.activation !== 'linear')
      model.add(tf.layers.activation({ name: `${name}_activation`, activation: before.activation }));
  }
  flatten();
  model.add(tf.layers.dense({ name: 'logits', units: outputs, kernelInitializer: initializer() }));
  return model;
}

type Initializer = ReturnType<typeof glorot>;

/** A layer whose activation comes after its batch normalisation. */
function bare(layer: LayerSpec): LayerSpec {
  return isNormalisable(layer) ? { ...layer, activation: 'linear' } : layer;
}

function toTfjs(
  layer: LayerSpec,
  name: string,
  initializer: () => Initializer,
  { useBias, ...input }: { inputShape?: number[]; useBias: boolean },
): tf.layers.Layer {
  switch (layer.kind) {
    case 'conv': {
      const { filters, kernelSize, padding, activation } = layer;
      const kernelInitializer = initializer();
      return tf.layers.conv2d({ name, ...input, filters, kernelSize, padding, activation, useBias, kernelInitializer });
    }
    case 'pool':
      return tf.layers.maxPooling2d({ name, ...input, poolSize: layer.size });
    case 'dense': {
      const { units, activation } = layer;
      return tf.layers.dense({ name, units, activation, useBias, kernelInitializer: initializer() });
    }
    case 'batchNorm':
      return tf.layers.batchNormalization({ name, ...BATCH_NORM });
    case 'dropout':
      return tf.layers.dropout({ name, ...input, rate: layer.rate });
  }
}

/**
 * Layers are named, because the names TensorFlow.js makes up count up over a process and would give equal models
 * different digests. Dense and dropout layers have a number from the second on, the others from the first.
 */
function layerNames(): (layer: LayerSpec) => string {
  const counts = { conv: 0, pool: 0, dense: 0, batchNorm: 0, dropout: 0 };
  return ({ kind }) => {
    const count = ++counts[kind];
    if (kind === 'dense' || kind === 'dropout') {
      const word = kind === 'dense' ? 'hidden' : kind;
      return count === 1 ? word : `${word}${count}`;
    }
    return kind === 'batchNorm' ? `norm${count}` : `${kind}${count}`;
  };
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
