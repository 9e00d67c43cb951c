import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DEFAULT_LIMITS, type Limits, PRESET_LAYERS, type Result } from '@inkroom/shared';
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { type Dataset, File, type Group, ready } from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeModel, ExchangeWeight } from './exchange-model.js';
import { exportModel } from './export-model.js';
import { type ImportedModel, importModel } from './import-model.js';

const MODEL = new URL('../../engine/models/mlp/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, MODEL));

function shippedMlp(): ExchangeModel {
  const { modelTopology, weightsManifest } = JSON.parse(`${read('model.json')}`);
  return {
    topology: modelTopology,
    weightSpecs: weightsManifest[0].weights as ExchangeWeight[],
    weights: read('weights.bin'),
    onnx: read('model.onnx'),
    card: { architecture: 'mlp' },
    cardText: '# MLP',
    digest: 'd',
  };
}

const model = shippedMlp();
let exported: Uint8Array;

beforeAll(async () => {
  exported = await exportModel(model, 'tfjs');
});

describe('an exported model', () => {
  it.each([
    ['tfjs', ['card.json', 'card.md', 'model.json', 'weights.bin']],
    ['onnx', ['card.json', 'card.md', 'model.onnx']],
    ['keras', ['card.json', 'card.md', 'model.h5']],
  ] as const)('holds as %s its files and its card', async (format, names) => {
    const files = unzipSync(await exportModel(model, format));
    expect(Object.keys(files).sort()).toEqual([...names].sort());
    expect(JSON.parse(strFromU8(files['card.json']!))).toEqual({ architecture: 'mlp', digest: 'd' });
    expect(strFromU8(files['card.md']!)).toMatch(/^# MLP\n## Use\n/);
    if (format === 'onnx') expect(Buffer.from(files['model.onnx']!).equals(model.onnx)).toBe(true);
    if (format === 'keras') expect(strFromU8(files['model.h5']!.slice(1, 4), true)).toBe('HDF');
  });

  it('is the same bytes each time', async () => {
    expect(Buffer.from(await exportModel(model, 'tfjs')).equals(exported)).toBe(true);
  });

  it('comes back as the layers and weights that it was', async () => {
    const back = await importModel(exported, DEFAULT_LIMITS);
    if (!back.ok) throw new Error(back.error.code);
    expect(back.value).toMatchObject({ layers: PRESET_LAYERS.mlp, outputs: 10 });
    const bytes = Buffer.concat(back.value.weights.map(({ buffer }) => Buffer.from(buffer)));
    expect(bytes.equals(model.weights)).toBe(true);
  });
});

describe('a model that knows what is no digit', () => {
  it('comes in with its eleven outputs, which its weights have to fit', async () => {
    const eleven = withManifest((manifest) => (layers(manifest).at(-1)!.config.units = 11));
    expect(refusal(await importModel(eleven, DEFAULT_LIMITS))).toEqual([
      'artifact_corrupt',
      expect.stringMatching(/\[128,10\]/),
    ]);
    const whole = changed((files) => {
      const manifest = JSON.parse(strFromU8(files['model.json']!)) as Manifest;
      layers(manifest).at(-1)!.config.units = 11;
      const specs = manifest.weightsManifest[0]!.weights;
      for (const [i, shape] of [[128, 11], [11]].entries()) specs.at(i - 2)!.shape = shape;
      files['model.json'] = strToU8(JSON.stringify(manifest));
      const longer = new Uint8Array(files['weights.bin']!.length + 129 * Float32Array.BYTES_PER_ELEMENT);
      longer.set(files['weights.bin']!);
      files['weights.bin'] = longer;
    });
    const back = await importModel(whole, DEFAULT_LIMITS);
    expect(back).toMatchObject({ ok: true, value: { layers: PRESET_LAYERS.mlp, outputs: 11 } });
    expect(back.ok && back.value.weights.map(({ length }) => length)).toEqual([784 * 128, 128, 128 * 11, 11]);
  });
});

/** The exported model with what is to be different in its files. */
function changed(change: (files: Record<string, Uint8Array>) => void): Uint8Array {
  const files = unzipSync(exported);
  change(files);
  return zipSync(files as Zippable);
}

/** The exported model with another `model.json`. */
function withManifest(change: (manifest: Manifest) => void): Uint8Array {
  return changed((files) => {
    const manifest = JSON.parse(strFromU8(files['model.json']!)) as Manifest;
    change(manifest);
    files['model.json'] = strToU8(JSON.stringify(manifest));
  });
}

interface Manifest {
  modelTopology: { class_name: string; config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
}

const layers = (manifest: Manifest) => manifest.modelTopology.config.layers;

function refusal(result: Result<ImportedModel>): [string, unknown] {
  if (result.ok) throw new Error('was taken');
  return [result.error.code, result.error.details?.reason];
}

/**
 * Why a file is refused, and how many bytes of buffers looking at it took. The test's own garbage is let go of first: collected
 * meanwhile, it would hide them.
 */
async function importing(zip: Uint8Array): Promise<{ refused: [string, unknown]; bytes: number }> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // The second one waits for the first one's buffers to be gone.
  for (let time = 0; time < 2; time++) collect();
  const before = process.memoryUsage().arrayBuffers;
  const refused = refusal(await importModel(zip, DEFAULT_LIMITS));
  return { refused, bytes: process.memoryUsage().arrayBuffers - before };
}

describe('a file that is brought in', () => {
  const cases: [string, () => Uint8Array, string, RegExp][] = [
    ['is no zip', () => strToU8('not a zip at all'), 'artifact_corrupt', /neither a zip/],
    ['is cut off', () => exported.slice(0, exported.length / 2), 'artifact_corrupt', /damaged/],
    ['has no model.json', () => changed((files) => delete files['model.json']), 'artifact_corrupt', /model\.json/],
    [
      'has a model.json that is no JSON',
      () => changed((files) => (files['model.json'] = strToU8('{'))),
      'artifact_corrupt',
      /model\.json/,
    ],
    [
      'lacks its weights',
      () => changed((files) => delete files['weights.bin']),
      'artifact_corrupt',
      /weights\.bin is missing/,
    ],
    [
      'has too few weights',
      () => changed((files) => (files['weights.bin'] = files['weights.bin']!.slice(4))),
      'artifact_corrupt',
      /bytes/,
    ],
    [
      'has weights that are no numbers',
      () => changed((files) => files['weights.bin']!.set([0, 0, 0xc0, 0x7f], 400)),
      'artifact_corrupt',
      /not numbers/,
    ],
    [
      'has a weight of another shape',
      () => withManifest(({ weightsManifest }) => (weightsManifest[0]!.weights[0]!.shape = [128, 784])),
      'artifact_corrupt',
      /shape \[128,784\]/,
    ],
    [
      'has weights of bytes',
      () => withManifest(({ weightsManifest }) => (weightsManifest[0]!.weights[0]!.dtype = 'uint8')),
      'artifact_corrupt',
      /float32/,
    ],
    [
      'has a layer that inkroom has not',
      () => withManifest((manifest) => (layers(manifest)[2]!.class_name = 'Lambda')),
      'layers_invalid',
      /Lambda/,
    ],
    [
      'has a layer of the name of what every object has',
      () => withManifest((manifest) => (layers(manifest)[2]!.class_name = 'constructor')),
      'layers_invalid',
      /constructor/,
    ],
    [
      'reads larger images',
      () => withManifest((manifest) => (layers(manifest)[0]!.config.batch_input_shape = [null, 32, 32, 1])),
      'layers_invalid',
      /28 × 28/,
    ],
    [
      'knows twelve digits',
      () => withManifest((manifest) => (layers(manifest).at(-1)!.config.units = 12)),
      'layers_invalid',
      /10 or 11 outputs/,
    ],
    [
      'has an activation that inkroom has not',
      () => withManifest((manifest) => (layers(manifest)[1]!.config.activation = 'gelu')),
      'layers_invalid',
      /Dense/,
    ],
    [
      'is wider than allowed',
      () => withManifest((manifest) => (layers(manifest)[1]!.config.units = 100_000)),
      'layers_invalid',
      /units/,
    ],
    [
      'is no chain of layers',
      () => withManifest((manifest) => (manifest.modelTopology.class_name = 'Functional')),
      'layers_invalid',
      /sequential/,
    ],
  ];
  it.each(cases)('and %s is refused with the reason', async (_, file, code, reason) => {
    expect(refusal(await importModel(file(), DEFAULT_LIMITS))).toEqual([code, expect.stringMatching(reason)]);
  });

  it('and unpacks to more than allowed is not unpacked', async () => {
    const bomb = zipSync({ 'model.json': new Uint8Array(64 * 2 ** 20) });
    expect(bomb.length).toBeLessThan(100_000);
    const { refused, bytes } = await importing(bomb);
    expect(refused).toEqual(['artifact_corrupt', expect.stringMatching(/unpacks/)]);
    expect(bytes).toBeLessThan(16 * 2 ** 20);
  });

  it('and says that it unpacks to less than it does gets no more room than it says', async () => {
    const bomb = Buffer.from(zipSync({ 'model.json': new Uint8Array(64 * 2 ** 20) }));
    // The size stands in the local header at 22 and in the central one at 24.
    bomb.writeUInt32LE(10, 22);
    bomb.writeUInt32LE(10, bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const { refused, bytes } = await importing(bomb);
    expect(refused[0]).toBe('artifact_corrupt');
    expect(bytes).toBeLessThan(16 * 2 ** 20);
  });

  it('and stores more than it says that it unpacks to is not unpacked', async () => {
    const stored = Buffer.from(zipSync({ 'model.json': [new Uint8Array(17 * 2 ** 20), { level: 0 }] }));
    stored.writeUInt32LE(10, stored.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const { refused, bytes } = await importing(stored);
    expect(refused).toEqual(['artifact_corrupt', expect.stringMatching(/unpacks/)]);
    expect(bytes).toBeLessThan(16 * 2 ** 20);
  });

  it('and names one file of weights over and over is refused before they are joined', async () => {
    const zip = withManifest(({ weightsManifest }) => {
      const again = Array.from({ length: 63 }, () => 'weights.bin');
      for (let group = 0; group < 4; group++) weightsManifest.push({ paths: again, weights: [] });
    });
    const { refused, bytes } = await importing(zip);
    expect(refused).toEqual(['artifact_corrupt', expect.stringMatching(/more than/)]);
    expect(bytes).toBeLessThan(16 * 2 ** 20);
  });

  it('may come from TensorFlow’s converter and end in softmax', async () => {
    const zip = withManifest((manifest) => {
      layers(manifest).at(-1)!.config.activation = 'softmax';
      (manifest as { modelTopology: unknown }).modelTopology = {
        keras_version: '2.15.0',
        backend: 'tensorflow',
        model_config: manifest.modelTopology,
      };
    });
    expect(await importModel(zip, DEFAULT_LIMITS)).toMatchObject({ ok: true, value: { layers: PRESET_LAYERS.mlp } });
  });

  describe('with batch normalisation', () => {
    const NORM = 'hidden_norm';
    const spec = (name: string, shape: number[] = [128]) => ({ name, shape, dtype: 'float32' });
    const AVERAGES = [spec(`${NORM}/moving_mean`), spec(`${NORM}/moving_variance`)];

    /** The MLP with its hidden layer normalised; its bias is made the shift, and its averages are 1 and 2 all over. */
    function normalised({ averagesLast = true, change = (_: Manifest) => {} } = {}): Uint8Array {
      return changed((files) => {
        const manifest = JSON.parse(strFromU8(files['model.json']!)) as Manifest;
        const [flatten, hidden, ...others] = layers(manifest);
        const norm = { class_name: 'BatchNormalization', config: { name: NORM, axis: [1], epsilon: 0.001 } };
        const activation = { class_name: 'Activation', config: { name: 'relu', activation: 'relu' } };
        const bare = { ...hidden!, config: { ...hidden!.config, activation: 'linear', use_bias: false } };
        manifest.modelTopology.config.layers = [flatten!, bare, norm, activation, ...others];
        const floats = new Float32Array(new Uint8Array(files['weights.bin']!).buffer);
        const kernel = floats.subarray(0, 784 * 128);
        const averages = [new Float32Array(128).fill(1), new Float32Array(128).fill(2)];
        const trained = [kernel, new Float32Array(128).fill(3), floats.subarray(784 * 128, 785 * 128)];
        const logits = [floats.subarray(785 * 128)];
        const names = [spec('hidden/kernel', [784, 128]), spec(`${NORM}/gamma`), spec(`${NORM}/beta`)];
        const last = manifest.weightsManifest[0]!.weights.slice(2);
        manifest.weightsManifest[0]!.weights = averagesLast
          ? [...names, ...last, ...AVERAGES]
          : [...names, ...AVERAGES, ...last];
        const values = averagesLast ? [...trained, ...logits, ...averages] : [...trained, ...averages, ...logits];
        files['weights.bin'] = Buffer.concat(values.map((value) => Buffer.from(new Float32Array(value).buffer)));
        change(manifest);
        files['model.json'] = strToU8(JSON.stringify(manifest));
      });
    }

    it.each([
      ['TensorFlow.js', true],
      ['TensorFlow’s converter', false],
    ])('is taken with its averages in the order of %s', async (_, averagesLast) => {
      const back = await importModel(normalised({ averagesLast }), DEFAULT_LIMITS);
      if (!back.ok) throw new Error(JSON.stringify(back.error));
      const [hidden, ...others] = PRESET_LAYERS.mlp;
      expect(back.value.layers).toEqual([hidden, { kind: 'batchNorm' }, ...others]);
      expect(back.value.weights.map(({ length }) => length)).toEqual([784 * 128, 128, 128, 1280, 10, 128, 128]);
      expect([1, 5, 6].map((i) => back.value.weights[i]![0])).toEqual([3, 1, 2]);
    });

    it('is written for Keras with the names and the order that it reads', async () => {
      const files = unzipSync(normalised());
      const { modelTopology, weightsManifest } = JSON.parse(strFromU8(files['model.json']!)) as Manifest;
      const weightSpecs = weightsManifest[0]!.weights as ExchangeWeight[];
      const normalisedModel = { ...model, topology: modelTopology, weightSpecs, weights: files['weights.bin']! };
      const keras = unzipSync(await exportModel(normalisedModel, 'keras'))['model.h5']!;
      const { FS } = await ready;
      FS.writeFile('/read.h5', keras);
      const file = new File('/read.h5', 'r');
      const names = (file.get(`model_weights/${NORM}`) as Group).attrs.weight_names!.value;
      const mean = file.get(`model_weights/${NORM}/${NORM}/moving_mean:0`) as Dataset;
      expect(names).toEqual(['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => `${NORM}/${name}:0`));
      expect(mean.value).toEqual(new Float32Array(128).fill(1));
      file.close();
    });

    it.each<[string, (manifest: Manifest) => void, RegExp]>([
      ['after an activation', (manifest) => (layers(manifest)[1]!.config.activation = 'relu'), /without bias/],
      ['after a bias', (manifest) => (layers(manifest)[1]!.config.use_bias = true), /without bias/],
      ['after what is no layer of weights', (manifest) => layers(manifest).splice(1, 1), /does not stand/],
      ['of pixels', (manifest) => (layers(manifest)[2]!.config.axis = [0]), /over channels/],
      ['of another epsilon', (manifest) => (layers(manifest)[2]!.config.epsilon = 1e-5), /BatchNormalization/],
      ['without a shift', (manifest) => (layers(manifest)[2]!.config.center = false), /BatchNormalization/],
    ])('is refused %s', async (_, change, reason) => {
      const [code, told] = refusal(await importModel(normalised({ change }), DEFAULT_LIMITS));
      expect([code, told]).toEqual(['layers_invalid', expect.stringMatching(reason)]);
    });
  });

  describe('with a pool that leaves a rest of the image', () => {
    const withPool = (padding: string) =>
      changed((files) => {
        const manifest = JSON.parse(strFromU8(files['model.json']!)) as Manifest;
        const [first, ...others] = layers(manifest);
        const { batch_input_shape, ...config } = first!.config;
        const pool = { class_name: 'MaxPooling2D', config: { batch_input_shape, pool_size: [3, 3], padding } };
        manifest.modelTopology.config.layers = [pool, { ...first!, config }, ...others];
        const [kernel] = manifest.weightsManifest[0]!.weights;
        files['weights.bin'] = files['weights.bin']!.slice((kernel!.shape[0]! - 81) * 128 * 4);
        kernel!.shape[0] = 81;
        files['model.json'] = strToU8(JSON.stringify(manifest));
      });

    it('is taken when it leaves the rest out, as inkroom’s own do', async () => {
      const expected = [{ kind: 'pool', size: 3 }, ...PRESET_LAYERS.mlp];
      expect(await importModel(withPool('valid'), DEFAULT_LIMITS)).toMatchObject({
        ok: true,
        value: { layers: expected },
      });
    });

    it('is refused when it pads the image to whole squares', async () => {
      expect(refusal(await importModel(withPool('same'), DEFAULT_LIMITS))).toEqual([
        'layers_invalid',
        expect.stringMatching(/pads an image of 28 × 28/),
      ]);
    });
  });

  it('and has more layers than allowed is refused', async () => {
    const limits: Limits = { ...DEFAULT_LIMITS, layersMax: 1 };
    expect(refusal(await importModel(exported, limits))[0]).toBe('layers_invalid');
  });
});

it('does not call a file damaged for a mistake of who brings it', async () => {
  await expect(importModel(undefined as never, DEFAULT_LIMITS)).rejects.toThrow(TypeError);
});
