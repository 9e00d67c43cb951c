import { fail, ok, type Result } from '@inkroom/shared';

/** A layer as a topology has it. */
export interface TopologyLayer {
  class_name: string;
  config: Record<string, unknown>;
}

/** The axis of the channels in what a layer makes, the batch being axis 0. */
const CHANNEL_AXES: Readonly<Record<string, number>> = { Conv2D: 3, Dense: 1 };

/**
 * In a file a normalised layer is three: one without bias and activation, its batch normalisation, and the activation. In a list of
 * ours the layer names the activation, and that it has no bias goes without saying: so it is written here.
 * @returns `layers_invalid` with `details.reason` for a batch normalisation that stands anywhere else
 */
export function joinNormalised(layers: readonly TopologyLayer[]): Result<TopologyLayer[]> {
  const joined: TopologyLayer[] = [];
  for (const [i, layer] of layers.entries()) {
    const { class_name, config } = layer;
    if (class_name === 'Activation' && layers[i - 1]?.class_name === 'BatchNormalization') continue;
    if (layers[i + 1]?.class_name !== 'BatchNormalization') {
      joined.push(layer);
      continue;
    }
    const channels = CHANNEL_AXES[class_name];
    const axis = [layers[i + 1]!.config.axis ?? -1].flat();
    const isBare = config.use_bias === false && (config.activation ?? 'linear') === 'linear';
    if (channels === undefined || !isBare || (axis[0] !== -1 && axis[0] !== channels))
      return fail('layers_invalid', {
        layer: null,
        reason: `a batch normalisation does not stand, over channels, directly after a convolution or dense layer without bias and activation`,
      });
    const after = layers[i + 2];
    const activation = after?.class_name === 'Activation' ? after.config.activation : 'linear';
    joined.push({ class_name, config: { ...config, use_bias: true, activation } });
  }
  return ok(joined);
}
