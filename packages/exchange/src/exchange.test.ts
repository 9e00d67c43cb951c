import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS, type Limits, PRESET_LAYERS, type Result } from '@inkroom/shared';
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
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

  it('comes back as the layers and weights that it was', () => {
    const back = importModel(exported, DEFAULT_LIMITS);
    if (!back.ok) throw new Error(back.error.code);
    expect(back.value.layers).toEqual(PRESET_LAYERS.mlp);
    const bytes = Buffer.concat(back.value.weights.map(({ buffer }) => Buffer.from(buffer)));
    expect(bytes.equals(model.weights)).toBe(true);
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

describe('a file that is brought in', () => {
  const cases: [string, () => Uint8Array, string, RegExp][] = [
    ['is no zip', () => strToU8('not a zip at all'), 'artifact_corrupt', /not a zip/],
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
      'has quantised weights',
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
      /28 x 28/,
    ],
    [
      'knows eleven digits',
      () => withManifest((manifest) => (layers(manifest).at(-1)!.config.units = 11)),
      'layers_invalid',
      /10 outputs/,
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
  it.each(cases)('and %s is refused with the reason', (_, file, code, reason) => {
    expect(refusal(importModel(file(), DEFAULT_LIMITS))).toEqual([code, expect.stringMatching(reason)]);
  });

  it('and unpacks to more than allowed is not unpacked', () => {
    const bomb = zipSync({ 'model.json': new Uint8Array(64 * 2 ** 20) });
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(refusal(importModel(bomb, DEFAULT_LIMITS))).toEqual(['artifact_corrupt', expect.stringMatching(/unpacks/)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
  });

  it('and says that it unpacks to less than it does gets no more room than it says', () => {
    const bomb = Buffer.from(zipSync({ 'model.json': new Uint8Array(64 * 2 ** 20) }));
    // The size stands in the local header at 22 and in the central one at 24.
    bomb.writeUInt32LE(10, 22);
    bomb.writeUInt32LE(10, bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const before = process.memoryUsage().arrayBuffers;
    expect(refusal(importModel(bomb, DEFAULT_LIMITS))[0]).toBe('artifact_corrupt');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
  });

  it('and stores more than it says that it unpacks to is not unpacked', () => {
    const stored = Buffer.from(zipSync({ 'model.json': [new Uint8Array(17 * 2 ** 20), { level: 0 }] }));
    stored.writeUInt32LE(10, stored.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const before = process.memoryUsage().arrayBuffers;
    expect(refusal(importModel(stored, DEFAULT_LIMITS))).toEqual([
      'artifact_corrupt',
      expect.stringMatching(/unpacks/),
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
  });

  it('and names one file of weights over and over is refused before they are joined', () => {
    const zip = withManifest(({ weightsManifest }) => {
      const again = Array.from({ length: 63 }, () => 'weights.bin');
      for (let group = 0; group < 4; group++) weightsManifest.push({ paths: again, weights: [] });
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(refusal(importModel(zip, DEFAULT_LIMITS))).toEqual(['artifact_corrupt', expect.stringMatching(/more than/)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
  });

  it('may come from TensorFlow’s converter and end in softmax', () => {
    const zip = withManifest((manifest) => {
      layers(manifest).at(-1)!.config.activation = 'softmax';
      (manifest as { modelTopology: unknown }).modelTopology = {
        keras_version: '2.15.0',
        backend: 'tensorflow',
        model_config: manifest.modelTopology,
      };
    });
    expect(importModel(zip, DEFAULT_LIMITS)).toMatchObject({ ok: true, value: { layers: PRESET_LAYERS.mlp } });
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

    it('is taken when it leaves the rest out, as inkroom’s own do', () => {
      const expected = [{ kind: 'pool', size: 3 }, ...PRESET_LAYERS.mlp];
      expect(importModel(withPool('valid'), DEFAULT_LIMITS)).toMatchObject({ ok: true, value: { layers: expected } });
    });

    it('is refused when it pads the image to whole squares', () => {
      expect(refusal(importModel(withPool('same'), DEFAULT_LIMITS))).toEqual([
        'layers_invalid',
        expect.stringMatching(/pads an image of 28 x 28/),
      ]);
    });
  });

  it('and has more layers than allowed is refused', () => {
    const limits: Limits = { ...DEFAULT_LIMITS, layersMax: 1 };
    expect(refusal(importModel(exported, limits))[0]).toBe('layers_invalid');
  });
});
