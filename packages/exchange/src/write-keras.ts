import { File, type Group, ready } from 'h5wasm';
import type { ExchangeWeight } from './exchange-model.js';
import type { KerasOrder } from './keras-file.js';

/** A path in the library's own file system, which is memory. */
const PATH = '/model.h5';
/** The release whose form of a model's configuration TensorFlow.js writes. */
const KERAS_VERSION = '2.15.0';

/**
 * Writes a model in Keras' HDF5 layout (`save_model(..., save_format='h5')`): the configuration as an attribute, and under
 * `model_weights` a group for each layer with the names and values of its weights.
 */
export async function writeKeras({ topology, weightSpecs, weights }: KerasOrder): Promise<Uint8Array<ArrayBuffer>> {
  const { FS } = await ready;
  const file = new File(PATH, 'w');
  try {
    file.create_attribute('keras_version', KERAS_VERSION);
    file.create_attribute('backend', 'tensorflow');
    file.create_attribute('model_config', JSON.stringify(withInput(topology as Topology)));
    const layers = (topology as Topology).config.layers.map(({ config }) => config.name);
    const root = group(file, 'model_weights');
    root.create_attribute('keras_version', KERAS_VERSION);
    root.create_attribute('backend', 'tensorflow');
    root.create_attribute('layer_names', layers);
    const values = valuesOf(weightSpecs, weights);
    for (const layer of layers) {
      const own = values.filter(({ name }) => name.startsWith(`${layer}/`));
      const names = own.map(({ name }) => `${name}:0`);
      const layerGroup = group(root, layer);
      if (names.length > 0) layerGroup.create_attribute('weight_names', names);
      else layerGroup.create_attribute('weight_names', [], [0], 'S1');
      if (names.length === 0) continue;
      const weightGroup = group(layerGroup, layer);
      for (const { name, shape, data } of own)
        weightGroup.create_dataset({ name: `${name.slice(layer.length + 1)}:0`, data, shape, dtype: '<f4' });
    }
    file.flush();
  } finally {
    file.close();
  }
  const bytes = FS.readFile(PATH);
  FS.unlink(PATH);
  return new Uint8Array(bytes);
}

function group(parent: Pick<Group, 'create_group'>, name: string): Group {
  const made = parent.create_group(name);
  if (!made) throw new Error(`the group ${name} could not be made`);
  return made;
}

interface Topology {
  class_name: string;
  config: { name: string; layers: { class_name: string; config: { name: string; batch_input_shape?: unknown } }[] };
}

/** Keras wants the input's shape in a layer of its own; TensorFlow.js writes it into the first one. */
function withInput({ class_name, config }: Topology): object {
  const [first, ...others] = config.layers;
  if (!first) throw new Error('a model without layers');
  const { batch_input_shape, ...own } = first.config;
  const input = {
    class_name: 'InputLayer',
    config: { batch_input_shape, dtype: 'float32', sparse: false, ragged: false, name: 'images' },
  };
  return { class_name, config: { ...config, layers: [input, { ...first, config: own }, ...others] } };
}

function valuesOf(specs: readonly ExchangeWeight[], weights: Uint8Array) {
  // A copy lies at a multiple of four bytes, as floats must.
  const floats = new Float32Array(new Uint8Array(weights).buffer);
  let end = 0;
  return specs.map(({ name, shape }) => {
    end += shape.reduce((size, side) => size * side, 1);
    return { name, shape, data: floats.slice(end - shape.reduce((size, side) => size * side, 1), end) };
  });
}
