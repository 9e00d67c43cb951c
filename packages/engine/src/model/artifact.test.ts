import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedException, type LayerSpec, PRESET_LAYERS } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxRecogniser } from '../engines/onnx-recogniser.js';
import { seededRandom } from '../random.js';
import { buildModel } from './architectures.js';
import { loadArtifact, saveArtifact } from './artifact.js';
import { createArtifact, modelOf } from './create-artifact.js';
import { renderCard } from './model-card.js';
import { weightValues } from './weight-values.js';

const COUNT = 3;
const pixels = Float32Array.from({ length: COUNT * 784 }, seededRandom(5));

function artifactOf(model: tf.LayersModel) {
  return createArtifact(model, {
    architecture: 'mlp',
    layers: PRESET_LAYERS.mlp,
    dataset: { kind: 'mnist', source: 'mnist', trainSize: 1, corrections: 0, testSize: 1, digest: 'd' },
    epochs: 1,
    batchSize: 1,
    learningRate: 0.001,
    schedule: 'constant',
    augment: false,
    patience: 0,
    replay: 0,
    seed: 1,
    engine: 'onnx',
    threads: 1,
    command: 'npm run train',
    trainingSeconds: 1,
    metrics: { testAccuracy: 0.5, testLoss: 1, perClass: new Array(10).fill(0.5), ece: 0.1, holdout: null },
    createdAt: new Date(0).toISOString(),
  });
}

function tfjsScores(model: tf.LayersModel): Float32Array {
  return tf.tidy(() => {
    const logits = model.predict(tf.tensor(pixels, [COUNT, 28, 28, 1])) as tf.Tensor;
    return tf.softmax(logits).dataSync() as Float32Array;
  });
}

/** Padding, strides and a pool that leaves a rest: what a later architecture may use. */
function unusualModel(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 3, kernelSize: 4, strides: 3, padding: 'same' }),
      tf.layers.activation({ activation: 'tanh' }),
      tf.layers.maxPooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
      tf.layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', useBias: false }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.reshape({ targetShape: [32] }),
      tf.layers.dense({ units: 10, activation: 'linear' }),
    ],
  });
}

/** Batch normalisation of images and of vectors, with scales, shifts and averages of their own. */
function normalisedModel(): tf.LayersModel {
  const model = buildModel('custom', 1, [
    { kind: 'conv', filters: 3, kernelSize: 4, padding: 'valid', activation: 'tanh' },
    { kind: 'batchNorm' },
    { kind: 'pool', size: 4 },
    { kind: 'dense', units: 6, activation: 'linear' },
    { kind: 'batchNorm' },
  ]);
  const random = seededRandom(2);
  model.setWeights(
    model.getWeights().map(({ shape, size }) => tf.tensor(Float32Array.from({ length: size }, random), shape)),
  );
  return model;
}

describe('an artefact', () => {
  let dir: string;
  beforeAll(async () => {
    tf.enableProdMode();
    dir = await mkdtemp(join(tmpdir(), 'inkroom-artifact-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it.each([
    ['mlp', () => buildModel('mlp', 1)],
    ['cnn', () => buildModel('cnn', 1)],
    ['padding, strides, activations', unusualModel],
    ['batch normalisation', normalisedModel],
    ['eleven outputs', () => buildModel('custom', 1, PRESET_LAYERS.mlp, 11)],
  ])('reads digits in ONNX Runtime as its model does in TensorFlow.js: %s', async (_, build) => {
    const model = build();
    const recogniser = await OnnxRecogniser.load(artifactOf(model).onnx, { threads: 1 });
    const scores = await recogniser.predict(pixels, COUNT);
    const expected = tfjsScores(model);
    expect(scores.length).toBe(expected.length);
    for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(expected[i]!, 5);
    await recogniser.dispose();
  });

  it('predicts the same after saving and loading', async () => {
    const artifact = artifactOf(buildModel('mlp', 1));
    const place = join(dir, 'mlp');
    await saveArtifact(artifact, place);
    const loaded = await loadArtifact(place);
    expect(loaded.digest).toBe(artifact.digest);
    expect(loaded.card).toEqual(artifact.card);
    const model = await modelOf(loaded);
    expect([...tfjsScores(model)]).toEqual([...tfjsScores(await modelOf(artifact))]);
    expect(Buffer.compare(loaded.onnx, artifact.onnx)).toBe(0);
    expect(await readFile(join(place, 'card.md'), 'utf8')).toContain('npm run train');
    expect((await readdir(dir)).length).toBe(1);
  });

  it('says on its card which model it goes on from', () => {
    const { card, digest } = artifactOf(buildModel('mlp', 1));
    const text = renderCard({ ...card, parent: 'shipped-drawn' }, digest);
    expect(text).toContain('| Goes on from | `shipped-drawn` |');
    expect(text).toMatch(/^# Drawings model/);
    expect(renderCard(card, digest)).not.toContain('Goes on from');
  });

  it('says on its card whether it knows what is no digit', () => {
    const { card } = artifactOf(buildModel('mlp', 1));
    expect(renderCard(card, 'd')).toContain('names one for any scribble');
    const text = renderCard({ ...card, outputs: 11, metrics: { ...card.metrics, refused: 0.004 } }, 'd');
    expect(text).toContain('| Digits taken for none | 0.40 % of the test set |');
    expect(text).not.toContain('any scribble');
  });

  it('has a digest that follows from its weights alone', async () => {
    const digest = (seed: number) => artifactOf(buildModel('mlp', seed)).digest;
    expect(digest(1)).toBe(digest(1));
    expect(digest(2)).not.toBe(digest(1));
  });

  it('tells on its card which of its parameters are not trained', async () => {
    const { card } = artifactOf(normalisedModel());
    const layers: LayerSpec[] = [{ kind: 'dense', units: 8, activation: 'relu' }, { kind: 'batchNorm' }];
    expect(renderCard({ ...card, parameters: 6_394, layers }, 'd')).toContain(
      '6,394 parameters, 16 of them averages that are not trained.',
    );
    expect(renderCard({ ...card, parameters: 101_770 }, 'd')).toContain('101,770 parameters.');
  });

  it('gives its weights back as they were put in', () => {
    const model = buildModel('mlp', 1);
    const values = weightValues(artifactOf(model));
    for (const [i, weight] of model.getWeights().entries()) {
      expect(values[i]).toEqual(weight.dataSync());
    }
  });

  it.each<[string, (place: string) => Promise<unknown>]>([
    ['weights cut short', (place) => truncate(join(place, 'weights.bin'), 1000)],
    ['weights with a tail', (place) => appendFile(join(place, 'weights.bin'), 'x')],
    ['a missing graph', (place) => unlink(join(place, 'model.onnx'))],
    ['a card that is no JSON', (place) => writeFile(join(place, 'card.json'), '{')],
  ])('is refused with %s', async (_, damage) => {
    const place = join(dir, 'damaged');
    await saveArtifact(artifactOf(buildModel('mlp', 1)), place);
    await damage(place);
    const thrown = await loadArtifact(place).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(CodedException);
    expect((thrown as CodedException).coded.code).toBe('artifact_corrupt');
  });

  it('is not called corrupt where it cannot be read', async () => {
    const place = join(dir, 'unreadable');
    await saveArtifact(artifactOf(buildModel('mlp', 1)), place);
    await unlink(join(place, 'card.json'));
    await mkdir(join(place, 'card.json'));
    await expect(loadArtifact(place)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
