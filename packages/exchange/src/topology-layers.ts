import {
  activationSchema,
  BATCH_NORM_EPSILON,
  describeLayers,
  fail,
  IMAGE_SIZE,
  type LayerSpec,
  type Limits,
  layersSchema,
  OUTPUT_COUNTS,
  type OutputCount,
  ok,
  type Result,
} from '@inkroom/shared';
import { z } from 'zod';
import { joinNormalised } from './join-normalised.js';

/**
 * Reads a layers model's topology as a list of inkroom's own layers. Nothing of the file is ever built as it stands: what is
 * not exactly one of our layers is refused, and the model is made anew from the list.
 */

const square = z.union([z.number().int(), z.array(z.number().int()).min(1).max(2)]);
const padding = z.enum(['valid', 'same']);
const activation = z.string().nullish();

const layerConfigs = {
  InputLayer: z.object({ batch_input_shape: z.array(z.number().nullable()).optional() }),
  Flatten: z.object({}),
  Dropout: z.object({ rate: z.number() }),
  Dense: z.object({ units: z.number().int(), activation, use_bias: z.boolean().default(true) }),
  Conv2D: z.object({
    filters: z.number().int(),
    kernel_size: square,
    strides: square.default(1),
    dilation_rate: square.default(1),
    padding: padding.default('valid'),
    activation,
    use_bias: z.boolean().default(true),
    data_format: z.literal('channels_last').nullish(),
    groups: z.literal(1).nullish(),
  }),
  MaxPooling2D: z.object({
    pool_size: square.default(2),
    strides: square.nullish(),
    padding: padding.default('valid'),
    data_format: z.literal('channels_last').nullish(),
  }),
  BatchNormalization: z.object({
    epsilon: z.literal(BATCH_NORM_EPSILON).default(BATCH_NORM_EPSILON),
    center: z.literal(true).default(true),
    scale: z.literal(true).default(true),
  }),
};
type LayerClass = keyof typeof layerConfigs;

const layerForm = z.object({ class_name: z.string().max(40), config: z.record(z.string(), z.unknown()) });
const modelForm = z.object({
  class_name: z.literal('Sequential'),
  config: z.union([z.object({ layers: z.array(layerForm) }), z.array(layerForm)]),
});
/** TensorFlow's converter wraps the model once more. */
const topologyForm = z.union([
  modelForm,
  z.object({ model_config: modelForm }).transform(({ model_config }) => model_config),
]);

/**
 * @param topology `modelTopology` of a `model.json`
 * @returns the layers without those that are always there (flattening, the last one), and how many outputs that one has, or `layers_invalid` with `details.reason`
 */
export function topologyLayers(
  topology: unknown,
  limits: Limits,
): Result<{ layers: LayerSpec[]; outputs: OutputCount }> {
  const model = topologyForm.safeParse(topology);
  if (!model.success) return invalid('it is not a sequential layers model');
  const { config } = model.data;
  const joined = joinNormalised(Array.isArray(config) ? config : config.layers);
  if (!joined.ok) return joined;
  const layers = joined.value;
  const input = layers[0]?.config.batch_input_shape ?? layers[0]?.config.batch_shape;
  if (!isInput(input)) return invalid(`its input is not ${IMAGE_SIZE} x ${IMAGE_SIZE} x 1`);
  const specs: unknown[] = [];
  /** Places of the pools that pad what their squares leave over. */
  const padded = new Set<number>();
  for (const [index, layer] of layers.entries()) {
    const spec = layerOf(layer.class_name, layer.config, index === layers.length - 1);
    if (!spec.ok) return spec;
    if (layer.class_name === 'MaxPooling2D' && layer.config.padding === 'same') padded.add(specs.length);
    if (spec.value) specs.push(spec.value);
  }
  const last = specs.pop() as Partial<LayerSpec> | undefined;
  const outputs = last?.kind === 'dense' ? OUTPUT_COUNTS.find((count) => count === last.units) : undefined;
  if (!outputs || last?.kind !== 'dense' || last.activation !== 'linear')
    return invalid(`it does not end in a dense layer of ${OUTPUT_COUNTS.join(' or ')} outputs`);
  const parsed = layersSchema(limits).safeParse(specs);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(`${issue?.path.join('.') ?? 'its layers'}: ${issue?.message ?? 'not allowed'}`);
  }
  const plan = describeLayers(parsed.data, limits, outputs);
  if (!plan.ok) return plan;
  let before = [IMAGE_SIZE];
  for (const { layer, index, outputShape } of plan.value.rows) {
    if (layer.kind === 'pool' && padded.has(index!) && before[0]! % layer.size > 0)
      return invalid(
        `a pooling pads an image of ${before[0]} x ${before[0]} to squares of ${layer.size} x ${layer.size}`,
      );
    before = outputShape;
  }
  return ok({ layers: parsed.data, outputs });
}

/** One layer as ours, or null for one that is always there. */
function layerOf(name: string, given: object, isLast: boolean): Result<object | null> {
  if (!Object.hasOwn(layerConfigs, name))
    return invalid(`a layer of the kind ${name} is not among those that inkroom has`);
  const parsed = layerConfigs[name as LayerClass].safeParse(given);
  if (!parsed.success) return invalid(`a layer of the kind ${name} is not of a form that inkroom has`);
  const layer = { name, config: parsed.data } as {
    [N in LayerClass]: { name: N; config: z.infer<(typeof layerConfigs)[N]> };
  }[LayerClass];
  switch (layer.name) {
    case 'BatchNormalization':
      return ok({ kind: 'batchNorm' });
    case 'InputLayer':
    case 'Flatten':
      return ok(null);
    case 'Dropout':
      return ok({ kind: 'dropout', rate: layer.config.rate });
    case 'Dense': {
      const { units, use_bias } = layer.config;
      // Softmax is what inkroom itself does with the last layer's outputs.
      const own = isLast && layer.config.activation === 'softmax' ? 'linear' : (layer.config.activation ?? 'linear');
      if (!use_bias || !isActivation(own)) return unlike(name);
      return ok({ kind: 'dense', units, activation: own });
    }
    case 'Conv2D': {
      const { filters, kernel_size, strides, dilation_rate, use_bias } = layer.config;
      const kernelSize = sideOf(kernel_size);
      const own = layer.config.activation ?? 'linear';
      if (
        kernelSize === null ||
        sideOf(strides) !== 1 ||
        sideOf(dilation_rate) !== 1 ||
        !use_bias ||
        !isActivation(own)
      )
        return unlike(name);
      return ok({ kind: 'conv', filters, kernelSize, padding: layer.config.padding, activation: own });
    }
    case 'MaxPooling2D': {
      const size = sideOf(layer.config.pool_size);
      const stride = layer.config.strides == null ? size : sideOf(layer.config.strides);
      if (size === null || stride !== size) return unlike(name);
      return ok({ kind: 'pool', size });
    }
  }
}

function isInput(shape: unknown): boolean {
  return JSON.stringify(shape) === JSON.stringify([null, IMAGE_SIZE, IMAGE_SIZE, 1]);
}

function isActivation(name: string): boolean {
  return activationSchema.safeParse(name).success;
}

/** The side of a square, however it is written; null for a rectangle. */
function sideOf(value: number | number[]): number | null {
  if (typeof value === 'number') return value;
  const [height, width = height] = value;
  return height === width ? (height ?? null) : null;
}

function unlike(name: string) {
  return invalid(`a layer of the kind ${name} is not of a form that inkroom has`);
}

function invalid(reason: string) {
  return fail('layers_invalid', { layer: null, reason });
}
