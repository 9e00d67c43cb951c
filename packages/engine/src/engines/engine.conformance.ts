import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Activation, describeLayers, type LayerSpec, presetSchema, scheduleSchema } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../model/architectures.js';
import { loadArtifact, type ModelCard, saveArtifact } from '../model/artifact.js';
import { createArtifact, modelOf } from '../model/create-artifact.js';
import { weightValues } from '../model/weight-values.js';
import { seededRandom } from '../random.js';
import { learningRateAt } from '../training/schedule.js';
import { dropoutMasks, fillDropoutMask, trainableVariables } from '../training-step.js';
import type { Trainer, TrainingEngine } from './engine.js';
import { OnnxRecogniser } from './onnx-recogniser.js';

const BATCH = 2;
/** The oracle is slow where many tests share a machine. */
const TIMEOUT = 120_000;
const LEARNING_RATE = 0.002;
const DROPOUT_SEED = 11;
const STEPS = 3;
const TRAJECTORY_STEPS = 50;
const PIXELS = 784;

interface Batch {
  images: Float32Array;
  labels: Int32Array;
}

interface ConformanceOptions {
  /** How far a weight's gradient may be from the oracle's, relative to its length (Euclidean norm). */
  gradientTolerance?: number;
  /** How far losses and weights may be from the oracle's after some steps. */
  tolerance?: number;
  /** The device computes in software, where each new graph is compiled for seconds: one case stands for several. */
  isSlow?: boolean;
}

const conv = (
  filters: number,
  kernelSize: number,
  padding: 'valid' | 'same' = 'valid',
  activation: Activation = 'relu',
): LayerSpec => ({ kind: 'conv', filters, kernelSize, padding, activation });
const pool = (size: 2 | 3 | 4): LayerSpec => ({ kind: 'pool', size });
const dense = (units: number, activation: Activation = 'relu'): LayerSpec => ({ kind: 'dense', units, activation });
const batchNorm: LayerSpec = { kind: 'batchNorm' };
const dropout = (rate: number): LayerSpec => ({ kind: 'dropout', rate });

/**
 * One of each, for what does not depend on the kind of layer: what most people build first, from 28 to 26, 13, 11 and 5 pixels. 11
 * is odd, and what its pool leaves over counts for nothing.
 */
const MIXED: LayerSpec[] = [conv(3, 3), batchNorm, pool(2), conv(4, 3), batchNorm, pool(2), dropout(0.2), dense(12)];

/** Every kind of layer in every form that matters to an engine, on models as small as an oracle in JavaScript likes. */
const LAYER_CASES: Record<string, LayerSpec[]> = {
  'no layer but the last': [],
  'dense layers of every activation': [dense(8), dense(7, 'tanh'), dense(6, 'linear')],
  'a convolution': [conv(3, 5), pool(4)],
  'a padded convolution with tanh': [conv(3, 3, 'same', 'tanh'), pool(4)],
  'a filter of even size, padded unevenly, without activation': [conv(2, 4, 'same', 'linear'), pool(4)],
  'convolutions of several channels': [pool(2), conv(4, 3), pool(3), conv(5, 3, 'same'), conv(3, 1), conv(4, 2)],
  'pools of two, three and four': [conv(2, 5), pool(4), pool(3), pool(2)],
  'a pool on the image itself': [pool(4), dense(6)],
  'pools that leave a rest': [conv(3, 3), pool(2), conv(4, 3), pool(2), dense(12)],
  'a pool that leaves a rest of tanh, and one of the image itself': [pool(3), conv(3, 2, 'same', 'tanh'), pool(4)],
  'a pool that leaves a rest of shifted rows': [conv(2, 4, 'valid', 'linear'), pool(3), conv(3, 3), pool(4)],
  'batch normalisation beside everything else': MIXED,
  'batch normalisation that no activation follows': [pool(4), conv(3, 3, 'same', 'linear'), batchNorm],
  'batch normalisation beside the windows of a pool': [conv(2, 4, 'valid', 'tanh'), batchNorm, pool(3)],
  'dropout of a vector': [pool(4), dense(16), dropout(0.5)],
  'dropout of an image': [pool(2), conv(3, 3), dropout(0.3), pool(2)],
};

/** Those that between them have every kernel that the others have. */
const SLOW_CASES = new Set([
  'no layer but the last',
  'a filter of even size, padded unevenly, without activation',
  'convolutions of several channels',
  'a pool that leaves a rest of shifted rows',
  'batch normalisation beside everything else',
]);

const CARD: Omit<ModelCard, 'parameters'> = {
  architecture: 'custom',
  layers: MIXED,
  dataset: { kind: 'mnist', source: 'mnist', trainSize: 1, corrections: 0, testSize: 1, digest: 'd' },
  epochs: 1,
  batchSize: BATCH,
  learningRate: LEARNING_RATE,
  schedule: 'constant',
  augment: false,
  patience: 0,
  replay: 0,
  seed: 3,
  engine: 'onnx',
  threads: 1,
  command: null,
  trainingSeconds: 1,
  metrics: { testAccuracy: 0.5, testLoss: 1, perClass: new Array(10).fill(0.5), ece: 0.1, holdout: null },
  createdAt: new Date(0).toISOString(),
};

/**
 * What every engine must do alike. The oracle is TensorFlow.js on its plain `cpu` backend, with its own Adam and its own
 * cross-entropy: nothing of our training step but the dropout masks, which are an input of it.
 */
export function describeEngineConformance(
  name: string,
  open: () => Promise<TrainingEngine>,
  { gradientTolerance = 1e-5, tolerance = 2e-5, isSlow = false }: ConformanceOptions = {},
): void {
  describe(`conformance of the ${name} engine`, { timeout: TIMEOUT }, () => {
    let engine: TrainingEngine;
    beforeAll(async () => {
      tf.enableProdMode();
      engine = await open();
    }, TIMEOUT);

    /** Runs `body` with a trainer that is let go of afterwards. */
    async function withTrainer<T>(
      model: tf.LayersModel,
      body: (trainer: Trainer) => Promise<T>,
      { seed = DROPOUT_SEED, batchSize = BATCH } = {},
    ) {
      const trainer = await engine.createTrainer({ model, batchSize, learningRate: LEARNING_RATE, seed });
      try {
        return await body(trainer);
      } finally {
        await trainer.dispose();
      }
    }

    /** Holds one step's loss and gradients to the oracle's. */
    async function expectGradients(build: () => tf.LayersModel, batchSize = BATCH, outputs = 10) {
      const [batch] = randomBatches(1, batchSize);
      if (outputs > 10) batch!.labels[0] = outputs - 1;
      const expected = await oracle(build(), [batch!]);
      await withTrainer(
        build(),
        async (trainer) => {
          const { loss, correct } = await trainer.step(batch!.images, batch!.labels);
          expect(relative([loss], [expected.losses[0]!])).toBeLessThan(gradientTolerance);
          expect(correct).toBe(expected.correct[0]);
          // Of the first step, Adam's running mean over (1 - beta1) is the gradient itself.
          const { firstMoment } = await trainer.exportState();
          let offset = 0;
          for (const gradient of expected.gradients) {
            const own = firstMoment.subarray(offset, offset + gradient.length);
            offset += gradient.length;
            expect(relative(own, gradient)).toBeLessThan(gradientTolerance);
          }
          expect(firstMoment.length).toBe(offset);
        },
        { batchSize },
      );
    }

    it.each(Object.entries(LAYER_CASES).filter(([name]) => !isSlow || SLOW_CASES.has(name)))(
      'has the gradients of %s',
      async (_, layers) => {
        expect(describeLayers(layers).ok).toBe(true);
        await expectGradients(() => buildModel('custom', 3, layers));
      },
    );

    it.each(isSlow ? [] : presetSchema.options)('has the gradients of the ready-made %s', async (preset) => {
      await expectGradients(() => buildModel(preset, 3));
    });

    it.skipIf(isSlow)('has the gradients of eleven outputs, of which the last is no digit', async () => {
      const build = () => buildModel('custom', 3, MIXED, 11);
      await expectGradients(build, BATCH, 11);
    });

    it.skipIf(isSlow)('has the gradients of strides, windows of three and a bias left out', async () => {
      await expectGradients(unusualModel);
    });

    it.each(isSlow ? [] : [1, 3, 7])('has the gradients of a batch of %i', async (batchSize) => {
      await expectGradients(() => buildModel('custom', 3, MIXED), batchSize);
    });

    // One vector is nothing but its mean, and of two or three nearly all is mean and spread: what gradient is left, is rounding.
    it.each(isSlow ? [] : [1, 7, 16])('has the gradients of vectors normalised in a batch of %i', async (batchSize) => {
      await expectGradients(() => buildModel('custom', 3, [pool(4), dense(8), batchNorm, dense(8, 'tanh')]), batchSize);
    });

    it.each(
      (isSlow ? (['one-cycle'] as const) : scheduleSchema.options).map((schedule) => ({
        schedule,
        steps: schedule === 'one-cycle' && !isSlow ? TRAJECTORY_STEPS : STEPS,
      })),
    )('follows tf.train.adam for $steps steps of a $schedule rate, with dropout', async ({ schedule, steps }) => {
      const batches = randomBatches(steps);
      const rate = (step: number) => learningRateAt(schedule, LEARNING_RATE, step, steps);
      const build = () => buildModel('custom', 3, MIXED);
      const expected = await oracle(build(), batches, rate);
      await withTrainer(build(), async (trainer) => {
        const losses: number[] = [];
        for (const [i, { images, labels }] of batches.entries())
          losses.push((await trainer.step(images, labels, rate(i))).loss);
        expect(relative(losses, expected.losses)).toBeLessThan(tolerance);
        for (const [i, values] of (await trainer.exportWeights()).entries())
          expect(relative(values, expected.weights[i]!)).toBeLessThan(tolerance);
      });
    });

    it.skipIf(isSlow)('reads the same from what was saved and loaded again', async () => {
      const [batch] = randomBatches(1);
      const model = buildModel('custom', 3, MIXED);
      const trained = await withTrainer(model, async (trainer) => {
        await trainer.step(batch!.images, batch!.labels);
        return trainer.exportWeights();
      });
      model.setWeights(trained.map((values, i) => tf.tensor(values, model.getWeights()[i]!.shape)));
      const dir = await mkdtemp(join(tmpdir(), 'inkroom-conformance-'));
      try {
        await saveArtifact(createArtifact(model, CARD), join(dir, 'model'));
        const loaded = await loadArtifact(join(dir, 'model'));
        for (const [i, values] of weightValues(loaded).entries()) expect(distance(values, trained[i]!)).toBe(0);
        const recogniser = await OnnxRecogniser.load(loaded.onnx, { threads: 1 });
        const scores = await recogniser.predict(batch!.images, BATCH);
        await recogniser.dispose();
        expect(relative(scores, await oracleScores(await modelOf(loaded), batch!.images))).toBeLessThan(1e-5);
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    });

    it('stays exact where the logits of one sample are far above those of another', async () => {
      // Only a maximum of its own for each sample keeps the small one's exponentials above zero.
      const [batch] = randomBatches(1);
      batch!.images.subarray(PIXELS).fill(0);
      const build = () => {
        const model = tf.sequential({
          layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 10 })],
        });
        const kernel = Array.from({ length: PIXELS * 10 }, (_, i) => (i % 10) / 10);
        model.setWeights([tf.tensor(kernel, [PIXELS, 10]), tf.zeros([10])]);
        return model;
      };
      const expected = await oracle(build(), [batch!]);
      expect(expected.losses[0]).toBeGreaterThan(10);
      await withTrainer(build(), async (trainer) => {
        const { loss } = await trainer.step(batch!.images, batch!.labels);
        expect(Math.abs(loss / expected.losses[0]! - 1)).toBeLessThan(tolerance);
        const weights = await trainer.exportWeights();
        for (const [i, values] of weights.entries())
          expect(distance(values, expected.weights[i]!)).toBeLessThan(tolerance);
      });
    });

    it.skipIf(isSlow)('draws a new dropout mask for every step', async () => {
      const [batch] = randomBatches(1);
      await withTrainer(buildModel('mlp', 3), async (trainer) => {
        const losses = new Set<number>();
        // Without learning, only the mask can tell one step from the other.
        for (let i = 0; i < STEPS; i++) losses.add((await trainer.step(batch!.images, batch!.labels, 0)).loss);
        expect(losses.size).toBe(STEPS);
      });
    });

    it.skipIf(isSlow)('repeats a run of the same seed and not that of another', async () => {
      const batches = randomBatches(STEPS);
      const run = (seed: number) =>
        withTrainer(
          buildModel('mlp', 3),
          async (trainer) => {
            const losses: number[] = [];
            for (const { images, labels } of batches) losses.push((await trainer.step(images, labels)).loss);
            return losses;
          },
          { seed },
        );
      const first = await run(1);
      expect(await run(1)).toEqual(first);
      expect(await run(2)).not.toEqual(first);
    });

    it('goes on exactly where another trainer stopped', async () => {
      const [first, second] = randomBatches(2);
      const [state, expected] = await withTrainer(buildModel('custom', 3, MIXED), async (trainer) => {
        await trainer.step(first!.images, first!.labels);
        const stopped = await trainer.exportState();
        trainer.reseed(12);
        const { loss } = await trainer.step(second!.images, second!.labels);
        return [stopped, { loss, weights: await trainer.exportWeights() }] as const;
      });
      const options = {
        model: buildModel('custom', 4, MIXED),
        batchSize: BATCH,
        learningRate: LEARNING_RATE,
        seed: 12,
        state,
      };
      const trainer = await engine.createTrainer(options);
      try {
        expect((await trainer.step(second!.images, second!.labels)).loss).toBe(expected.loss);
        for (const [i, values] of (await trainer.exportWeights()).entries())
          expect(distance(values, expected.weights[i]!)).toBe(0);
      } finally {
        await trainer.dispose();
      }
    });

    it.skipIf(isSlow)('obeys the learning rate of each step', async () => {
      const [first, second] = randomBatches(2);
      await withTrainer(buildModel('mlp', 3), async (trainer) => {
        await trainer.step(first!.images, first!.labels, 0);
        const unmoved = await trainer.exportWeights();
        const fresh = await withTrainer(buildModel('mlp', 3), async (other) => other.exportWeights());
        expect(distance(unmoved[0]!, fresh[0]!)).toBe(0);
        await trainer.step(second!.images, second!.labels, 0.001);
        const small = distance((await trainer.exportWeights())[0]!, unmoved[0]!);
        expect(small).toBeGreaterThan(0);
        await trainer.step(second!.images, second!.labels, 0.1);
        expect(distance((await trainer.exportWeights())[0]!, unmoved[0]!)).toBeGreaterThan(10 * small);
      });
    });

    it.skipIf(isSlow)('takes bytes for what they stand for', async () => {
      const [batch] = randomBatches(1);
      const bytes = Uint8Array.from(batch!.images, (value) => Math.round(value * 255));
      const fractions = Float32Array.from(bytes, (value) => value / 255);
      const loss = (images: Float32Array | Uint8Array) =>
        withTrainer(buildModel('mlp', 3), async (trainer) => (await trainer.step(images, batch!.labels)).loss);
      expect(await loss(bytes)).toBe(await loss(fractions));
    });

    it.skipIf(isSlow)('leaves the model it was given as it was', async () => {
      const model = buildModel('mlp', 3);
      const weights = model.getWeights().map((weight) => weight.dataSync().slice());
      const [batch] = randomBatches(1);
      await withTrainer(model, (trainer) => trainer.step(batch!.images, batch!.labels));
      for (const [i, weight] of model.getWeights().entries()) expect(distance(weight.dataSync(), weights[i]!)).toBe(0);
    });

    it('refuses a batch of another size', async () => {
      await withTrainer(buildModel('mlp', 3), async (trainer) => {
        await expect(trainer.step(new Float32Array(PIXELS), new Int32Array(1))).rejects.toThrow(RangeError);
      });
    });
  });
}

/** What no list of layers can ask for, but a model of TensorFlow.js can: strides, a bias left out. */
function unusualModel(): tf.LayersModel {
  const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 3,
        kernelSize: 5,
        strides: 2,
        padding: 'same',
        activation: 'tanh',
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.conv2d({
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        useBias: false,
        kernelInitializer: kernelInitializer(2),
      }),
      tf.layers.maxPooling2d({ poolSize: 3 }),
      tf.layers.conv2d({ filters: 2, kernelSize: 1, activation: 'relu', kernelInitializer: kernelInitializer(3) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, kernelInitializer: kernelInitializer(4) }),
    ],
  });
}

function randomBatches(count: number, batchSize = BATCH): Batch[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, () => ({
    // Mostly empty, as digits are: windows without ink, where a maximum is held by all, must come up.
    images: Float32Array.from({ length: batchSize * PIXELS }, () => Math.max(0, 2 * random() - 1)),
    labels: Int32Array.from({ length: batchSize }, () => Math.floor(random() * 10)),
  }));
}

/** Runs `body` on the plain backend, whichever the engine uses. */
async function onOracle<T>(body: () => T): Promise<T> {
  await tf.ready();
  const engineBackend = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return body();
  } finally {
    await tf.setBackend(engineBackend);
  }
}

/** @returns the gradients of the first batch, and losses and weights after all of them */
function oracle(
  model: tf.LayersModel,
  batches: readonly Batch[],
  rate: (step: number) => number = () => LEARNING_RATE,
) {
  return onOracle(() => {
    const random = seededRandom(DROPOUT_SEED);
    const masks = dropoutMasks(model, batches[0]!.labels.length);
    const optimizer = tf.train.adam(LEARNING_RATE);
    const losses: number[] = [];
    const correct: number[] = [];
    const gradients: Float32Array[] = [];
    for (const [step, { images, labels }] of batches.entries()) {
      tf.tidy(() => {
        const drawn = masks.map(({ shape, rate }) => {
          const values = new Float32Array(shape.reduce((size, side) => size * side, 1));
          fillDropoutMask(values, rate, random);
          return tf.tensor(values, shape);
        });
        const input = tf.tensor(images, [labels.length, 28, 28, 1]);
        const truth = tf.tensor1d(labels, 'int32');
        const { value, grads } = tf.variableGrads(() => {
          const logits = forward(model, input, drawn);
          correct.push(tf.sum(tf.equal(tf.argMax(logits, -1), truth)).dataSync()[0]!);
          return tf.losses.softmaxCrossEntropy(tf.oneHot(truth, logits.shape[1]!), logits) as tf.Scalar;
        }, trainableVariables(model));
        losses.push(value.dataSync()[0]!);
        if (step === 0)
          for (const { name } of trainableVariables(model)) gradients.push(grads[name]!.dataSync() as Float32Array);
        // The optimizer has no other way to be told of a rate.
        (optimizer as unknown as { learningRate: number }).learningRate = rate(step);
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      });
    }
    const weights = model.getWeights().map((weight) => weight.dataSync() as Float32Array);
    optimizer.dispose();
    return { losses, correct, gradients, weights };
  });
}

function forward(model: tf.LayersModel, input: tf.Tensor, masks: readonly tf.Tensor[]): tf.Tensor {
  let mask = 0;
  return model.layers.reduce<tf.Tensor>(
    (value, layer) =>
      layer.getClassName() === 'Dropout'
        ? tf.mul(value, masks[mask++]!)
        : (layer.apply(value, { training: true }) as tf.Tensor),
    input,
  );
}

function oracleScores(model: tf.LayersModel, images: Float32Array) {
  return onOracle(() =>
    tf.tidy(
      () =>
        tf
          .softmax(model.predict(tf.tensor(images, [images.length / PIXELS, 28, 28, 1])) as tf.Tensor)
          .dataSync() as Float32Array,
    ),
  );
}

/** Length of the difference over the length of what is expected. */
function relative(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(values.length).toBe(expected.length);
  const length = (at: (i: number) => number) =>
    Math.sqrt(Array.from({ length: expected.length }, (_, i) => at(i) ** 2).reduce((sum, square) => sum + square, 0));
  const difference = length((i) => values[i]! - expected[i]!);
  return difference === 0 ? 0 : difference / length((i) => expected[i]!);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
