import { activationSchema, BATCH_NORM_EPSILON, failFile, ok, type Result } from '@inkroom/shared';
import { z } from 'zod';

const square = z.union([z.number().int(), z.array(z.number().int()).min(1).max(2)]);
const padding = z.enum(['valid', 'same']);
const activation = z.string().nullish();

const layerConfigs = {
  InputLayer: z.object({}),
  Flatten: z.object({}),
  Reshape: z.object({ target_shape: z.array(z.number().int()).max(4) }),
  Rescaling: z.object({ scale: z.number(), offset: z.number().default(0) }),
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
/** A layer of a kind that inkroom has, with its settings. */
export type KnownLayer = { [N in LayerClass]: { name: N; config: z.infer<(typeof layerConfigs)[N]> } }[LayerClass];

/** @returns `layers_invalid` for a layer that inkroom has not, or not with these settings */
export function knownLayer(name: string, given: object): Result<KnownLayer> {
  // What it holds is Python's byte code.
  if (name === 'Lambda') return failFile('layer_runs_code');
  if (!Object.hasOwn(layerConfigs, name)) return failFile('layer_unknown', { layer: name });
  const parsed = layerConfigs[name as LayerClass].safeParse(given);
  return parsed.success ? ok({ name, config: parsed.data } as KnownLayer) : failFile('layer_form', { layer: name });
}

/**
 * A layer as ours, not yet checked against limits; null for one that is always there, or that only says how an image lies.
 * @returns `layers_invalid` for one that does something else than ours
 */
export function layerOf({ name, config }: KnownLayer, isLast: boolean): Result<object | null> {
  switch (name) {
    case 'InputLayer':
    case 'Flatten':
    case 'Reshape':
    case 'Rescaling':
      return ok(null);
    case 'BatchNormalization':
      return ok({ kind: 'batchNorm' });
    case 'Dropout':
      return ok({ kind: 'dropout', rate: config.rate });
    case 'Dense': {
      const { units, use_bias } = config;
      // Softmax is what inkroom itself does with the last layer's outputs.
      const own = isLast && config.activation === 'softmax' ? 'linear' : (config.activation ?? 'linear');
      if (!use_bias || !isActivation(own)) return failFile('layer_form', { layer: name });
      return ok({ kind: 'dense', units, activation: own });
    }
    case 'Conv2D': {
      const { filters, kernel_size, strides, dilation_rate, use_bias } = config;
      const kernelSize = sideOf(kernel_size);
      const own = config.activation ?? 'linear';
      const isPlain = sideOf(strides) === 1 && sideOf(dilation_rate) === 1 && use_bias;
      if (kernelSize === null || !isPlain || !isActivation(own)) return failFile('layer_form', { layer: name });
      return ok({ kind: 'conv', filters, kernelSize, padding: config.padding, activation: own });
    }
    case 'MaxPooling2D': {
      const size = sideOf(config.pool_size);
      const stride = config.strides == null ? size : sideOf(config.strides);
      if (size === null || stride !== size) return failFile('layer_form', { layer: name });
      return ok({ kind: 'pool', size });
    }
  }
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
