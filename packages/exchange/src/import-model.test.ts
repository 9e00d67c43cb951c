import { DEFAULT_LIMITS, type FileFault, type Result } from '@inkroom/shared';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type ImportedModel, importModel } from './import-model.js';

type Layer = [class_name: string, config: Record<string, unknown>];
interface Spec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: object;
}

const DENSE: Layer = ['Dense', { units: 10, activation: 'softmax' }];
const WEIGHTS: Spec[] = [
  { name: 'dense/kernel', shape: [784, 10], dtype: 'float32' },
  { name: 'dense/bias', shape: [10], dtype: 'float32' },
];
/** Different values, all of which a half float has. */
const VALUES = Float32Array.from({ length: 7850 }, (_, i) => (i % 33) / 16 - 1);

/** The files of a model of TensorFlow.js that is one dense layer, with what is to be different. */
function filesOf({
  input = [null, 28, 28, 1] as (number | null)[],
  layers = [['Flatten', {}], DENSE] as Layer[],
  weights = WEIGHTS,
  bytes = new Uint8Array(VALUES.buffer) as Uint8Array,
} = {}): { json: Uint8Array; bytes: Uint8Array } {
  const told = layers.map(([class_name, config], i) => ({
    class_name,
    config: i === 0 ? { ...config, batch_input_shape: input } : config,
  }));
  const manifest = {
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'sequential', layers: told } },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  return { json: strToU8(JSON.stringify(manifest)), bytes };
}

function zipOf(options: Parameters<typeof filesOf>[0] = {}): Uint8Array {
  const { json, bytes } = filesOf(options);
  return zipSync({ 'model.json': json, 'weights.bin': bytes });
}

async function taken(zip: Uint8Array): Promise<ImportedModel> {
  const model = await importModel(zip, DEFAULT_LIMITS);
  if (!model.ok) throw new Error(JSON.stringify(model.error));
  return model.value;
}

/** What the reason of a refusal says, by its code. */
async function faultOf(made: Result<ImportedModel> | Promise<Result<ImportedModel>>): Promise<FileFault> {
  const result = await made;
  if (result.ok) throw new Error('was taken');
  return result.error.details?.fault as FileFault;
}

const LINEAR = { layers: [], outputs: 10 };

describe('a zip of a layers model as people have it', () => {
  const { json, bytes } = filesOf();
  const card = strToU8('{"architecture":"mlp"}');
  const mac = strToU8('\0\x05\x16\x07');

  it.each<[string, Record<string, Uint8Array>]>([
    ['in a folder', { 'digits/model.json': json, 'digits/weights.bin': bytes }],
    ['with another name', { 'my-digits.json': json, 'weights.bin': bytes, 'card.json': card }],
    ['with back slashes', { 'digits\\my-digits.json': json, 'digits\\weights.bin': bytes }],
    [
      'with what macOS puts beside it',
      {
        'digits/my-digits.json': json,
        '__MACOSX/digits/._my-digits.json': mac,
        'digits/weights.bin': bytes,
        '__MACOSX/digits/._weights.bin': mac,
        '__MACOSX/digits/weights.bin': mac,
      },
    ],
  ])('is taken %s', async (_, files) => {
    const model = await taken(zipSync(files));
    expect(model).toMatchObject(LINEAR);
    expect([...model.weights[0]!, ...model.weights[1]!]).toEqual([...VALUES]);
  });

  it('is refused when two files are models, or none is', async () => {
    const two = zipSync({ 'a.json': json, 'b.json': json, 'weights.bin': bytes });
    expect(await faultOf(importModel(two, DEFAULT_LIMITS))).toEqual({
      code: 'several_models',
      files: 'a.json, b.json',
    });
    const none = zipSync({ 'card.json': card, 'weights.bin': bytes });
    expect(await faultOf(importModel(none, DEFAULT_LIMITS))).toEqual({ code: 'no_model' });
    const graph = zipSync({ 'model.json': strToU8('{"format":"graph-model","modelTopology":{}}') });
    expect(await faultOf(importModel(graph, DEFAULT_LIMITS))).toEqual({ code: 'graph_model', file: 'model.json' });
  });
});

describe('an input of Keras', () => {
  const flatten: Layer = ['Flatten', {}];
  const image: Layer = ['Reshape', { target_shape: [28, 28, 1] }];
  const rescaling: Layer = ['Rescaling', { scale: 1 / 255, offset: 0 }];

  it.each<[string, (number | null)[], Layer[]]>([
    ['rows that are flattened', [null, 28, 28], [flatten, DENSE]],
    ['rows that get a channel', [null, 28, 28], [image, flatten, DENSE]],
    ['rows that are joined by hand', [null, 28, 28], [['Reshape', { target_shape: [-1] }], DENSE]],
    ['784 values', [null, 784], [DENSE]],
    ['784 values of a batch of fixed size', [32, 784], [DENSE]],
    [
      '784 values that get rows and a channel',
      [null, 784],
      [['Reshape', { target_shape: [28, -1, 1] }], flatten, DENSE],
    ],
    ['bytes that are rescaled', [null, 28, 28, 1], [rescaling, flatten, DENSE]],
    ['rows of bytes that get a channel and are rescaled', [null, 28, 28], [image, rescaling, flatten, DENSE]],
    [
      'an activation that is a layer',
      [null, 784],
      [
        ['Dense', { units: 10 }],
        ['Activation', { activation: 'softmax' }],
      ],
    ],
    [
      'a softmax that is a layer',
      [null, 784],
      [
        ['Dense', { units: 10 }],
        ['Softmax', {}],
      ],
    ],
  ])('may be %s', async (_, input, layers) => {
    expect(await taken(zipOf({ input, layers }))).toMatchObject(LINEAR);
  });

  it('may have a convolution behind it, once it has a channel', async () => {
    const conv: Layer = ['Conv2D', { filters: 1, kernel_size: 3, padding: 'same' }];
    const weights = [
      { name: 'conv2d/kernel', shape: [3, 3, 1, 1], dtype: 'float32' },
      { name: 'conv2d/bias', shape: [1], dtype: 'float32' },
      ...WEIGHTS,
    ];
    const bytes = new Uint8Array(4 * (10 + 7850));
    const model = { weights, bytes, input: [null, 28, 28] };
    const layers = [{ kind: 'conv', filters: 1, kernelSize: 3, padding: 'same', activation: 'relu' }];
    const relu: Layer = ['ReLU', {}];
    expect(await taken(zipOf({ ...model, layers: [image, conv, relu, flatten, DENSE] }))).toMatchObject({ layers });
    expect(await faultOf(importModel(zipOf({ ...model, layers: [conv, flatten, DENSE] }), DEFAULT_LIMITS))).toEqual({
      code: 'no_image_left',
      layer: 'Conv2D',
    });
  });

  it.each<[string, (number | null)[], Layer[], FileFault]>([
    ['is larger', [null, 32, 32, 1], [flatten, DENSE], { code: 'input_unfit', shape: '[null,32,32,1]' }],
    ['is in colours', [null, 28, 28, 3], [flatten, DENSE], { code: 'input_unfit', shape: '[null,28,28,3]' }],
    ['is read row by row', [null, 28, 28], [DENSE], { code: 'dense_on_image' }],
    [
      'is cut up',
      [null, 784],
      [['Reshape', { target_shape: [14, 56] }], flatten, DENSE],
      { code: 'reshape_unfit', shape: '[14,56]' },
    ],
    [
      'is rescaled to -1..1',
      [null, 784],
      [['Rescaling', { scale: 1 / 127.5, offset: -1 }], DENSE],
      { code: 'rescaling_unfit' },
    ],
    ['is rescaled to 0..2', [null, 784], [['Rescaling', { scale: 2 / 255 }], DENSE], { code: 'rescaling_unfit' }],
    ['is rescaled late', [null, 784], [['Dropout', { rate: 0.1 }], rescaling, DENSE], { code: 'rescaling_unfit' }],
  ])('is refused when it %s', async (_, input, layers, fault) => {
    expect(await faultOf(importModel(zipOf({ input, layers }), DEFAULT_LIMITS))).toEqual(fault);
  });
});

describe('quantised weights', () => {
  /** -1 to 1 in sixteenths, as each type has them. */
  const steps = Array.from(VALUES, (value) => (value + 1) * 16);
  const halves = Uint16Array.from(VALUES, (value) => {
    if (value === 0) return 0;
    const exponent = Math.floor(Math.log2(Math.abs(value)));
    const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
    return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
  });
  const quantised = (quantization: object, bytes: Uint8Array) =>
    zipOf({ weights: WEIGHTS.map((weight) => ({ ...weight, quantization })), bytes });
  const affine = { scale: 1 / 16, min: -1, original_dtype: 'float32' };

  it.each([
    ['uint8', quantised({ dtype: 'uint8', ...affine }, Uint8Array.from(steps))],
    ['uint16', quantised({ dtype: 'uint16', ...affine }, new Uint8Array(Uint16Array.from(steps).buffer))],
    ['float16', quantised({ dtype: 'float16' }, new Uint8Array(halves.buffer))],
  ])('of %s become float32 again', async (_, zip) => {
    const { weights } = await taken(zip);
    expect([...weights[0]!, ...weights[1]!]).toEqual([...VALUES]);
  });

  it('may be those of some layers only', async () => {
    const [kernel, bias] = WEIGHTS as [Spec, Spec];
    const bytes = new Uint8Array(7840 + 40);
    bytes.set(steps.slice(0, 7840));
    bytes.set(new Uint8Array(VALUES.buffer, 4 * 7840), 7840);
    const weights = [{ ...kernel, quantization: { dtype: 'uint8', ...affine } }, bias];
    const model = await taken(zipOf({ weights, bytes }));
    expect([...model.weights[0]!, ...model.weights[1]!]).toEqual([...VALUES]);
  });

  it.each<[string, Uint8Array, FileFault]>([
    [
      'are of a type that is none',
      quantised({ dtype: 'int4', ...affine }, new Uint8Array(3925)),
      { code: 'quantization_unknown', weight: 'dense/kernel', type: 'int4' },
    ],
    [
      'have no scale',
      quantised({ dtype: 'uint8', min: 0 }, new Uint8Array(7850)),
      { code: 'quantization_unknown', weight: 'dense/kernel', type: 'uint8' },
    ],
    [
      'are longer than they say',
      quantised({ dtype: 'uint8', ...affine }, new Uint8Array(7851)),
      { code: 'weights_too_long', expected: 7850 },
    ],
    [
      'grow beyond all numbers',
      quantised({ dtype: 'uint8', scale: 1e300, min: 0 }, new Uint8Array(7850).fill(255)),
      { code: 'weights_not_numbers' },
    ],
  ])('are refused when they %s', async (_, zip, fault) => {
    expect(await faultOf(importModel(zip, DEFAULT_LIMITS))).toEqual(fault);
  });
});
