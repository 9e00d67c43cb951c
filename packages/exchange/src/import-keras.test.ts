import { DEFAULT_LIMITS, type FileFault } from '@inkroom/shared';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { File, type Group, ready } from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { Hdf5File } from './hdf5-file.js';
import { importModel } from './import-model.js';

const PATH = '/test.h5';

/** The bytes of an HDF5 file with what is written into it. */
async function h5Of(write: (file: File) => void): Promise<Uint8Array> {
  const { FS } = await ready;
  const file = new File(PATH, 'w', { libver: 'latest' });
  write(file);
  file.close();
  const bytes = new Uint8Array(FS.readFile(PATH));
  FS.unlink(PATH);
  return bytes;
}

/** Makes the groups on the way to a path. */
function groupAt(file: File, path: string): Group {
  return path
    .split('/')
    .reduce<Group>((group, name) => (group.get(name) as Group | null) ?? group.create_group(name), file);
}

type Values = Float32Array | Float64Array;
/** So many different values, each times a factor. */
const values = (length: number, factor = 1) => Float32Array.from({ length }, (_, i) => factor * ((i % 33) / 16 - 1));

const KERNEL = values(3 * 3 * 2);
const SCALE = values(2, 2);
const SHIFT = values(2, 3);
const MEAN = values(2, 4);
const VARIANCE = values(2, 5);
const LAST = values(13 * 13 * 2 * 10, 6);
const BIAS = values(10, 7);

/** Each weighted layer's weights as Keras has them, in its order. */
const WEIGHTS: [kind: string, name: string, weights: [name: string, data: Values, shape: number[]][]][] = [
  ['conv2d', 'conv2d_7', [['kernel', KERNEL, [3, 3, 1, 2]]]],
  [
    'batch_normalization',
    'batch_normalization_3',
    [
      ['gamma', SCALE, [2]],
      ['beta', SHIFT, [2]],
      ['moving_mean', MEAN, [2]],
      ['moving_variance', VARIANCE, [2]],
    ],
  ],
  [
    'dense',
    'dense_9',
    [
      ['kernel', LAST, [338, 10]],
      ['bias', BIAS, [10]],
    ],
  ],
];

/** A layer as Keras 3 writes it, of which inkroom asks its class and settings. */
const layer = (class_name: string, config: Record<string, unknown> = {}) => ({
  module: 'keras.layers',
  class_name,
  config: {
    trainable: true,
    dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' } },
    ...config,
  } as Record<string, unknown>,
  registered_name: null,
});
const LAYERS = [
  layer('InputLayer', { batch_shape: [null, 28, 28], name: 'input_layer' }),
  layer('Reshape', { name: 'reshape', target_shape: [28, 28, 1] }),
  layer('Rescaling', { name: 'rescaling', scale: 0.00392156862745098, offset: 0 }),
  layer('Conv2D', {
    name: 'conv2d_7',
    filters: 2,
    kernel_size: [3, 3],
    strides: [1, 1],
    padding: 'valid',
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    groups: 1,
    activation: 'linear',
    use_bias: false,
  }),
  layer('BatchNormalization', {
    name: 'batch_normalization_3',
    axis: -1,
    momentum: 0.99,
    epsilon: 0.001,
    center: true,
    scale: true,
  }),
  layer('Activation', { name: 'activation', activation: 'relu' }),
  layer('MaxPooling2D', { name: 'max_pooling2d', pool_size: [2, 2], padding: 'valid', strides: [2, 2] }),
  layer('Flatten', { name: 'flatten' }),
  layer('Dropout', { name: 'dropout', rate: 0.5, seed: null }),
  layer('Dense', { name: 'dense_9', units: 10, activation: 'softmax', use_bias: true }),
];
const configOf = (layers: object[] = LAYERS) => ({
  module: 'keras',
  class_name: 'Sequential',
  config: { name: 'sequential', layers, build_input_shape: [null, 28, 28] },
});

/** `model.weights.h5` of Keras 3: layers by their kind, weights by their number, and the optimiser's beside them. */
const weightsFile = (root = 'layers', change = (_: File) => {}) =>
  h5Of((file) => {
    for (const [kind, , weights] of WEIGHTS)
      for (const [i, [, data, shape]] of weights.entries())
        groupAt(file, `${root}/${kind}/vars`).create_dataset({ name: `${i}`, data, shape });
    groupAt(file, `${root}/dropout/seed_generator/vars`).create_dataset({ name: '0', data: new Uint32Array([0, 1]) });
    groupAt(file, 'optimizer/vars').create_dataset({ name: '0', data: new BigInt64Array([5n]), shape: [1] });
    change(file);
  });

/** A `.keras` file. */
const kerasFile = (config: object, weights: Uint8Array) =>
  zipSync({
    'metadata.json': strToU8('{"keras_version":"3.12.0"}'),
    'config.json': strToU8(JSON.stringify(config)),
    'model.weights.h5': [weights, { level: 0 }],
  });

interface H5Options {
  config?: object | null;
  change?: (file: File) => void;
  /** Writes the last kernel. */
  last?: (group: Group) => void;
}
/** A file of Keras' legacy format. */
const h5File = ({ config = configOf(), change = () => {}, last }: H5Options = {}) =>
  h5Of((file) => {
    if (config) file.create_attribute('model_config', JSON.stringify(config));
    groupAt(file, 'model_weights').create_attribute(
      'layer_names',
      LAYERS.map(({ config: { name } }) => `${name}`),
    );
    for (const [, name, weights] of WEIGHTS) {
      const group = groupAt(file, `model_weights/${name}`);
      group.create_attribute(
        'weight_names',
        weights.map(([weight]) => `sequential/${name}/${weight}`),
      );
      const own = groupAt(file, `model_weights/${name}/sequential/${name}`);
      for (const [weight, data, shape] of weights)
        if (last && data === LAST) last(own);
        else own.create_dataset({ name: weight, data, shape });
    }
    groupAt(file, 'optimizer_weights');
    change(file);
  });

async function faultOf(file: Uint8Array): Promise<FileFault> {
  const result = await importModel(file, DEFAULT_LIMITS);
  if (result.ok) throw new Error('was taken');
  return result.error.details?.fault as FileFault;
}

async function expectTaken(file: Uint8Array): Promise<void> {
  const model = await importModel(file, DEFAULT_LIMITS);
  if (!model.ok) throw new Error(JSON.stringify(model.error));
  expect(model.value.layers).toEqual([
    { kind: 'conv', filters: 2, kernelSize: 3, padding: 'valid', activation: 'relu' },
    { kind: 'batchNorm' },
    { kind: 'pool', size: 2 },
    { kind: 'dropout', rate: 0.5 },
  ]);
  expect(model.value.weights).toEqual([KERNEL, SCALE, SHIFT, LAST, BIAS, MEAN, VARIANCE]);
}

describe('a file of Keras', () => {
  it('is taken as Keras 3 writes it, also inside of a zip', async () => {
    const file = kerasFile(configOf(), await weightsFile());
    await expectTaken(file);
    await expectTaken(zipSync({ 'my models/digits.keras': [file, { level: 0 }], 'card.json': strToU8('{}') }));
  });

  it('is taken as Keras 2 wrote its .keras files', async () => {
    await expectTaken(kerasFile(configOf(), await weightsFile('_layer_checkpoint_dependencies')));
  });

  it('is taken in the legacy format, also inside of a zip', async () => {
    const file = await h5File();
    await expectTaken(file);
    await expectTaken(zipSync({ 'digits.h5': [file, { level: 0 }] }));
  });

  it('counts the layers of a kind', async () => {
    const dense = (name: string, units: number) => layer('Dense', { name, units, activation: 'linear' });
    const layers = [layer('InputLayer', { batch_shape: [null, 784] }), dense('b', 3), dense('a', 10)];
    const weights = await h5Of((file) => {
      for (const [name, inputs, units] of [
        ['dense', 784, 3],
        ['dense_1', 3, 10],
      ] as const) {
        const group = groupAt(file, `layers/${name}/vars`);
        group.create_dataset({ name: '0', data: values(inputs * units), shape: [inputs, units] });
        group.create_dataset({ name: '1', data: values(units), shape: [units] });
      }
    });
    const model = await importModel(kerasFile(configOf(layers), weights), DEFAULT_LIMITS);
    expect(model).toMatchObject({ ok: true, value: { layers: [{ kind: 'dense', units: 3 }] } });
    expect(model.ok && model.value.weights.map(({ length }) => length)).toEqual([784 * 3, 3, 30, 10]);
  });
});

describe('R8 a hostile file of Keras', () => {
  const LAST_PLACE = 'model_weights/dense_9/sequential/dense_9/kernel';
  const withLayer = (class_name: string, config = {}) =>
    configOf([...LAYERS.slice(0, -1), layer(class_name, config), ...LAYERS.slice(-1)]);
  const withoutWeights = async (change: (file: File) => void) =>
    h5Of((file) => {
      file.create_attribute('model_config', JSON.stringify(configOf()));
      change(file);
    });

  it.each<[string, () => Promise<Uint8Array>, FileFault]>([
    ['is cut off', async () => (await h5File()).slice(0, 9000), { code: 'hdf5_damaged' }],
    ['is its beginning alone', async () => (await h5File()).slice(0, 20), { code: 'hdf5_damaged' }],
    [
      'is overwritten in its middle',
      async () => {
        const file = await h5File();
        return file.fill(0xff, 100, 4000);
      },
      { code: 'hdf5_damaged' },
    ],
    [
      'says that a weight is huge',
      () =>
        h5File({
          last(group) {
            const made = group.create_dataset({
              name: 'kernel',
              data: values(10),
              shape: [1, 10],
              maxshape: [null, 10],
              chunks: [1, 10],
            });
            made.resize([2 ** 31, 10]);
          },
        }),
      { code: 'weight_shape', weight: LAST_PLACE, shape: '[2147483648,10]' },
    ],
    [
      'compresses a weight',
      () =>
        h5File({
          last: (group) =>
            group.create_dataset({
              name: 'kernel',
              data: LAST,
              shape: [338, 10],
              chunks: [338, 10],
              compression: 'gzip',
            }),
        }),
      { code: 'hdf5_compressed', weight: LAST_PLACE },
    ],
    [
      'has a weight of doubles',
      () =>
        h5File({
          last: (group) => group.create_dataset({ name: 'kernel', data: new Float64Array(3380), shape: [338, 10] }),
        }),
      { code: 'weight_type', weight: LAST_PLACE, type: 'float64' },
    ],
    ['lacks a weight', () => h5File({ last: () => {} }), { code: 'weight_missing', weight: LAST_PLACE }],
    [
      'has a group of another file',
      () => withoutWeights((file) => file.create_external_link('/etc/passwd', '/', 'model_weights')),
      { code: 'hdf5_linked', place: 'model_weights' },
    ],
    [
      'has a weight of another file',
      () => h5File({ last: (group) => group.create_external_link('/etc/passwd', '/', 'kernel') }),
      { code: 'hdf5_linked', place: LAST_PLACE },
    ],
    [
      'has a link in a circle',
      () => h5File({ last: (group) => group.create_soft_link(`/${LAST_PLACE}`, 'kernel') }),
      { code: 'weight_missing', weight: LAST_PLACE },
    ],
    [
      'has endless names of weights',
      () =>
        withoutWeights((file) => {
          groupAt(file, 'model_weights/conv2d_7').create_attribute('weight_names', 'x'.repeat(60), [1], 'S2000000');
        }),
      { code: 'hdf5_too_large' },
    ],
    ['has no layers', () => h5File({ config: null }), { code: 'config_missing' }],
    ['has the weights of no model', () => weightsFile(), { code: 'config_missing' }],
    [
      'has a program',
      () => h5File({ config: withLayer('Lambda', { function: 'gAN9cQAu' }) }),
      { code: 'layer_runs_code' },
    ],
    [
      'has a layer of a package',
      async () => kerasFile(withLayer('os>system', { module: 'os' }), await weightsFile()),
      { code: 'layer_unknown', layer: 'os>system' },
    ],
    [
      'is no row of layers',
      async () => kerasFile({ ...configOf(), class_name: 'Functional' }, await weightsFile()),
      { code: 'not_sequential' },
    ],
    [
      'has no configuration that can be read',
      async () =>
        zipSync({ 'config.json': strToU8('{"class_name":'), 'model.weights.h5': await weightsFile() } as Zippable),
      { code: 'config_unreadable' },
    ],
    [
      'unpacks to fill the memory',
      async () => zipSync({ 'config.json': strToU8('{}'), 'model.weights.h5': new Uint8Array(17 * 2 ** 20) }),
      { code: 'unpacks_too_large', megabytes: 16, files: 64 },
    ],
    [
      'unpacks to fill the memory inside of a zip',
      async () => zipSync({ 'digits.keras': zipSync({ 'model.weights.h5': new Uint8Array(17 * 2 ** 20) }) }),
      { code: 'unpacks_too_large', megabytes: 16, files: 64 },
    ],
    [
      'is a zip in a zip in a zip',
      async () => zipSync({ 'a.keras': zipSync({ 'b.keras': kerasFile(configOf(), await weightsFile()) }) }),
      { code: 'no_model' },
    ],
    [
      'is two',
      async () => zipSync({ 'a.h5': await h5File(), 'b.keras': kerasFile(configOf(), await weightsFile()) }),
      { code: 'several_models', files: 'a.h5, b.keras' },
    ],
  ])('that %s is refused with the reason', async (_, file, fault) => {
    expect(await faultOf(await file())).toEqual(fault);
  });
});

it('R8 the HDF5 library gets no more memory than a model may take', async () => {
  const { HEAPU8, _malloc } = (await ready) as unknown as { HEAPU8: Uint8Array; _malloc(bytes: number): number };
  const before = HEAPU8.length;
  const fault = await Hdf5File.reading(await h5File(), () => _malloc(200 * 2 ** 20)).catch(
    ({ coded }) => coded.details.fault,
  );
  expect(fault).toEqual({ code: 'hdf5_too_large' });
  expect(((await ready) as unknown as { HEAPU8: Uint8Array }).HEAPU8.length).toBe(before);
});
