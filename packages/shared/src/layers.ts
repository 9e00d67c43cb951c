import type { OutputCount } from './decision.js';
import { DIGITS } from './protocol/constants.js';
import type { ErrorCode } from './protocol/errors.js';
import { DEFAULT_LIMITS, type Limits } from './protocol/limits.js';
import type { ArchitectureName, LayerSpec, PresetName } from './protocol/models.js';
import { IMAGE_SIZE } from './rasterise.js';
import { fail, ok, type Result } from './result.js';

/** What batch normalisation adds to a variance, as in TensorFlow.js and Keras. */
export const BATCH_NORM_EPSILON = 1e-3;

/** The layers of each ready-made architecture. */
export const PRESET_LAYERS: Readonly<Record<PresetName, readonly LayerSpec[]>> = {
  /** The notebook's flat network. */
  mlp: [
    { kind: 'dense', units: 128, activation: 'relu' },
    { kind: 'dropout', rate: 0.2 },
  ],
  /** The notebook's convolutional network. */
  cnn: [
    { kind: 'conv', filters: 64, kernelSize: 5, padding: 'valid', activation: 'relu' },
    { kind: 'pool', size: 2 },
    { kind: 'conv', filters: 32, kernelSize: 5, padding: 'valid', activation: 'relu' },
    { kind: 'pool', size: 2 },
    { kind: 'dense', units: 128, activation: 'relu' },
  ],
  /** A seventh of the notebook's work for nearly all of its accuracy: few places, and many filters where places are few. */
  compact: [
    { kind: 'conv', filters: 16, kernelSize: 5, padding: 'valid', activation: 'relu' },
    { kind: 'pool', size: 4 },
    { kind: 'conv', filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' },
    { kind: 'pool', size: 2 },
    { kind: 'dense', units: 64, activation: 'relu' },
  ],
};

/** One row of a model's plan. */
export interface PlannedLayer {
  /** What stands here; `flatten` is only ever implicit. */
  layer: LayerSpec | { kind: 'flatten' };
  /** Place in the list that was given, or null for a layer that is always there. */
  index: number | null;
  /** Height, width and channels of an image, or the length of a vector. */
  outputShape: number[];
  /** Shapes of the weights that training adjusts. */
  weights: number[][];
  /** Shapes of the averages that training only keeps count of. */
  averages: number[][];
  /** Values in both. */
  parameters: number;
  /** Values in the averages alone. */
  averaged: number;
  /** Multiplications, each with its addition, for reading one image. A training step takes about three times as many. */
  multiplyAdds: number;
  /** Values that a training step lays out of one image for its products: a convolution's windows side by side. */
  gathered: number;
  /** Values of one image that a training step normalises, in many passes; for reading, that is part of the layer before. */
  normalised: number;
}

export interface LayerPlan {
  rows: PlannedLayer[];
  parameters: number;
  averaged: number;
  multiplyAdds: number;
  gathered: number;
  normalised: number;
}

/** Why layers make no model. */
export type LayerFault =
  /** There is less image left than the filter looks at. */
  | 'kernel_too_large'
  /** There is less image left than one of the pool's squares. */
  | 'pool_too_large'
  /** A convolution or pool where the image has been flattened already. */
  | 'image_layer_after_dense'
  /** A batch normalisation that does not stand directly after a convolution or dense layer. */
  | 'batch_norm_misplaced'
  | 'too_many_parameters'
  | 'too_many_multiply_adds';

/**
 * What layers make of a 28 x 28 image: shapes, weights and work, row by row, with the layers that are always there.
 * @param outputs of the last one: ten digits, and "no digit" where there are eleven
 * @returns `layers_invalid` with `details` {layer: index of the first one that does not fit, reason: {@link LayerFault}}
 */
export function describeLayers(
  layers: readonly LayerSpec[],
  limits: Limits = DEFAULT_LIMITS,
  outputs: OutputCount = DIGITS.length,
): Result<LayerPlan> {
  const plan: LayerPlan = { rows: [], parameters: 0, averaged: 0, multiplyAdds: 0, gathered: 0, normalised: 0 };
  let shape = [IMAGE_SIZE, IMAGE_SIZE, 1];
  const add = (layer: PlannedLayer['layer'], index: number | null, cost: LayerCost) => {
    shape = cost.outputShape;
    const averaged = valuesIn(cost.averages);
    const parameters = valuesIn(cost.weights) + averaged;
    plan.rows.push({ layer, index, ...cost, parameters, averaged });
    plan.parameters += parameters;
    plan.averaged += averaged;
    plan.multiplyAdds += cost.multiplyAdds;
    plan.gathered += cost.gathered;
    plan.normalised += cost.normalised;
  };
  const addDense = (layer: Extract<LayerSpec, { kind: 'dense' }>, index: number | null) => {
    if (shape.length > 1) add({ kind: 'flatten' }, null, free([sizeOf(shape)]));
    add(layer, index, dense(shape[0]!, layer.units, hasBias(layers, index)));
  };
  for (const [index, layer] of layers.entries()) {
    if (layer.kind === 'dense') addDense(layer, index);
    else if (layer.kind === 'dropout') add(layer, index, free(shape));
    else if (layer.kind === 'batchNorm') {
      if (!isNormalisable(layers[index - 1])) return invalid(index, 'batch_norm_misplaced');
      add(layer, index, batchNorm(shape));
    } else {
      const cost = imageLayer(layer, shape, hasBias(layers, index));
      if (typeof cost === 'string') return invalid(index, cost);
      add(layer, index, cost);
    }
    const fault = faultOf(plan, limits);
    if (fault) return invalid(index, fault);
  }
  addDense({ kind: 'dense', units: outputs, activation: 'linear' }, null);
  const fault = faultOf(plan, limits);
  return fault ? invalid(layers.length - 1, fault) : ok(plan);
}

/** Whether a convolution or dense layer has a bias; `null` is the last one. */
function hasBias(layers: readonly LayerSpec[], index: number | null): boolean {
  return index === null || layers[index + 1]?.kind !== 'batchNorm';
}

/** Whether batch normalisation may follow a layer. */
export function isNormalisable(layer: LayerSpec | undefined): layer is Extract<LayerSpec, { kind: 'conv' | 'dense' }> {
  return layer?.kind === 'conv' || layer?.kind === 'dense';
}

/** float32 values, once for the images and once for their gradients. */
const BYTES_PER_GATHERED = 2 * Float32Array.BYTES_PER_ELEMENT;
/** Measured with 64 channels of 28 x 28 in batches of 256: 2.8 images more than without. */
const BYTES_PER_NORMALISED = 3 * Float32Array.BYTES_PER_ELEMENT;

/** The largest batch whose training step stays within `runStepBytesMax`; a process takes about twice as much in all. */
export function largestBatch(
  { gathered, normalised }: Pick<LayerPlan, 'gathered' | 'normalised'>,
  limits: Limits = DEFAULT_LIMITS,
): number {
  const bytes = gathered * BYTES_PER_GATHERED + normalised * BYTES_PER_NORMALISED;
  const fitting = bytes > 0 ? Math.floor(limits.runStepBytesMax / bytes) : Infinity;
  return Math.min(limits.runBatchSizeMax, fitting);
}

/**
 * The layers that a request asks for: its own when it is `custom`, else its preset's.
 * @returns `layers_invalid`, with the reason `missing`, `preset_has_layers` or `preset_has_outputs` when architecture, layers and outputs do
 *   not go together: the ready-made ones stay at ten, for what they cannot know is part of the lesson
 */
export function resolveLayers(
  request: {
    architecture: ArchitectureName;
    layers?: readonly LayerSpec[] | undefined;
    outputs?: OutputCount | undefined;
  },
  limits: Limits = DEFAULT_LIMITS,
): Result<LayerSpec[]> {
  const { architecture, layers, outputs = DIGITS.length } = request;
  if (architecture !== 'custom') {
    if (layers) return invalid(null, 'preset_has_layers');
    return outputs > DIGITS.length ? invalid(null, 'preset_has_outputs') : ok([...PRESET_LAYERS[architecture]]);
  }
  if (!layers) return invalid(null, 'missing');
  const plan = describeLayers(layers, limits, outputs);
  return plan.ok ? ok([...layers]) : plan;
}

type LayerCost = Omit<PlannedLayer, 'layer' | 'index' | 'parameters' | 'averaged'>;

function imageLayer(
  layer: Extract<LayerSpec, { kind: 'conv' | 'pool' }>,
  shape: number[],
  bias: boolean,
): LayerCost | LayerFault {
  if (shape.length === 1) return 'image_layer_after_dense';
  const [height, width, channels] = shape as [number, number, number];
  if (layer.kind === 'pool') {
    if (layer.size > Math.min(height, width)) return 'pool_too_large';
    return free([Math.floor(height / layer.size), Math.floor(width / layer.size), channels]);
  }
  const { filters, kernelSize, padding } = layer;
  if (padding === 'valid' && kernelSize > Math.min(height, width)) return 'kernel_too_large';
  const lost = padding === 'valid' ? kernelSize - 1 : 0;
  const outputShape = [height - lost, width - lost, filters];
  const kernel = [kernelSize, kernelSize, channels, filters];
  const places = (height - lost) * (width - lost);
  return {
    ...free(outputShape),
    weights: bias ? [kernel, [filters]] : [kernel],
    multiplyAdds: places * sizeOf(kernel),
    gathered: places * kernelSize * kernelSize * channels,
  };
}

function dense(inputs: number, units: number, bias: boolean): LayerCost {
  const kernel = [inputs, units];
  const weights = bias ? [kernel, [units]] : [kernel];
  return { ...free([units]), weights, multiplyAdds: inputs * units };
}

/** Scale and shift are trained, mean and variance averaged. */
function batchNorm(shape: number[]): LayerCost {
  const each = [shape.at(-1)!];
  return { ...free(shape), weights: [each, each], averages: [each, each], normalised: sizeOf(shape) };
}

function free(outputShape: number[]): LayerCost {
  return { outputShape, weights: [], averages: [], multiplyAdds: 0, gathered: 0, normalised: 0 };
}

function faultOf({ parameters, multiplyAdds }: LayerPlan, limits: Limits): LayerFault | null {
  if (parameters > limits.layersParametersMax) return 'too_many_parameters';
  if (multiplyAdds > limits.layersMultiplyAddsMax) return 'too_many_multiply_adds';
  return null;
}

function invalid(layer: number | null, reason: LayerFault | 'missing' | 'preset_has_layers' | 'preset_has_outputs') {
  return fail('layers_invalid' satisfies ErrorCode, { layer, reason });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}

function valuesIn(shapes: readonly number[][]): number {
  return shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
}
