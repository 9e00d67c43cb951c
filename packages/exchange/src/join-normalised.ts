import { failFile, ok, type Result } from '@inkroom/shared';

/** A layer as a topology has it. */
export interface TopologyLayer {
  class_name: string;
  config: Record<string, unknown>;
}

/** The axis of the channels in what a layer makes, the batch being axis 0. */
const CHANNEL_AXES = new Map([
  ['Conv2D', 3],
  ['Dense', 1],
]);

/** Layers of an activation alone. */
const ACTIVATIONS = new Map([
  ['ReLU', 'relu'],
  ['Softmax', 'softmax'],
]);

/** The activation that a layer is, if it is one and no more. */
function activationOf({ class_name, config }: TopologyLayer): unknown {
  if (class_name === 'Activation') return config.activation;
  const isPlain = (config.max_value ?? null) === null && !config.negative_slope && !config.threshold;
  return isPlain ? ACTIVATIONS.get(class_name) : undefined;
}

/**
 * An activation may be a layer of its own, and a normalised layer is three in a file: one without bias and activation, its batch
 * normalisation, and the activation. In a list of ours the layer names the activation, and that a normalised one has no bias goes
 * without saying: so it is written here.
 * @returns `layers_invalid` for a batch normalisation that stands anywhere else
 */
export function joinNormalised(layers: readonly TopologyLayer[]): Result<TopologyLayer[]> {
  const joined: TopologyLayer[] = [];
  for (const [i, layer] of layers.entries()) {
    const { class_name, config } = layer;
    const own = activationOf(layer);
    const before = layers[i - 1];
    if (own !== undefined && before?.class_name === 'BatchNormalization') continue;
    if (own !== undefined && before && isLinear(before) && layers[i + 1]?.class_name !== 'BatchNormalization') {
      joined.push({ ...before, config: { ...joined.pop()!.config, activation: own } });
      continue;
    }
    if (layers[i + 1]?.class_name !== 'BatchNormalization') {
      joined.push(layer);
      continue;
    }
    const channels = CHANNEL_AXES.get(class_name);
    const axis = [layers[i + 1]!.config.axis ?? -1].flat();
    const isBare = config.use_bias === false && isLinear(layer);
    if (channels === undefined || !isBare || (axis[0] !== -1 && axis[0] !== channels))
      return failFile('norm_misplaced');
    const after = layers[i + 2];
    const activation = (after && activationOf(after)) ?? 'linear';
    joined.push({ class_name, config: { ...config, use_bias: true, activation } });
  }
  return ok(joined);
}

/** Whether an activation may follow as a layer of its own. */
function isLinear({ class_name, config }: TopologyLayer): boolean {
  return CHANNEL_AXES.has(class_name) && (config.activation ?? 'linear') === 'linear';
}
