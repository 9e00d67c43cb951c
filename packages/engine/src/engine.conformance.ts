import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from './architectures.js';
import type { Trainer, TrainingEngine } from './engine.js';
import { seededRandom } from './random.js';
import { dropoutMasks, fillDropoutMask } from './training-step.js';

const BATCH = 2;
/** The oracle is slow where many tests share a machine. */
const TIMEOUT = 30_000;
const LEARNING_RATE = 0.002;
const DROPOUT_SEED = 11;
const STEPS = 3;
const PIXELS = 784;

interface Batch {
  images: Float32Array;
  labels: Int32Array;
}

interface ConformanceOptions {
  /** How far losses and weights may be from the oracle's; a GPU sums in another order than a CPU. */
  tolerance: number;
}

/**
 * What every engine must do alike. The oracle is TensorFlow.js on its plain `cpu` backend, with its own Adam and its own
 * cross-entropy: nothing of our training step but the dropout masks, which are an input of it.
 */
export function describeEngineConformance(
  name: string,
  open: () => Promise<TrainingEngine>,
  { tolerance }: ConformanceOptions,
): void {
  describe(`conformance of the ${name} engine`, { timeout: TIMEOUT }, () => {
    let engine: TrainingEngine;
    beforeAll(async () => {
      tf.enableProdMode();
      engine = await open();
    });

    /** Runs `body` with a trainer that is let go of afterwards. */
    async function withTrainer<T>(model: tf.LayersModel, body: (trainer: Trainer) => Promise<T>, seed = DROPOUT_SEED) {
      const trainer = await engine.createTrainer({ model, batchSize: BATCH, learningRate: LEARNING_RATE, seed });
      try {
        return await body(trainer);
      } finally {
        await trainer.dispose();
      }
    }

    it.each([
      ['the MLP, dropout included', () => buildModel('mlp', 3)],
      ["a network of the CNN's form", smallCnn],
      ['a network with padding, strides and other pools', unusualModel],
    ])('follows the loss and the weights of tf.train.adam: %s', async (_, build) => {
      const model = build();
      const batches = randomBatches(STEPS);
      const expected = await oracle(build(), batches);
      await withTrainer(model, async (trainer) => {
        for (const [i, { images, labels }] of batches.entries()) {
          const { loss, correct } = await trainer.step(images, labels);
          expect(Math.abs(loss - expected.losses[i]!)).toBeLessThan(tolerance);
          expect(correct).toBe(expected.correct[i]);
        }
        const weights = await trainer.exportWeights();
        expect(weights.map((values) => values.length)).toEqual(expected.weights.map((values) => values.length));
        for (const [i, values] of weights.entries()) {
          expect(distance(values, expected.weights[i]!)).toBeLessThan(tolerance);
        }
      });
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

    it('draws a new dropout mask for every step', async () => {
      const [batch] = randomBatches(1);
      await withTrainer(buildModel('mlp', 3), async (trainer) => {
        const losses = new Set<number>();
        // Without learning, only the mask can tell one step from the other.
        for (let i = 0; i < STEPS; i++) losses.add((await trainer.step(batch!.images, batch!.labels, 0)).loss);
        expect(losses.size).toBe(STEPS);
      });
    });

    it('repeats a run of the same seed and not that of another', async () => {
      const batches = randomBatches(STEPS);
      const run = (seed: number) =>
        withTrainer(
          buildModel('mlp', 3),
          async (trainer) => {
            const losses: number[] = [];
            for (const { images, labels } of batches) losses.push((await trainer.step(images, labels)).loss);
            return losses;
          },
          seed,
        );
      const first = await run(1);
      expect(await run(1)).toEqual(first);
      expect(await run(2)).not.toEqual(first);
    });

    it('goes on exactly where another trainer stopped', async () => {
      const [first, second] = randomBatches(2);
      const [state, expected] = await withTrainer(buildModel('mlp', 3), async (trainer) => {
        await trainer.step(first!.images, first!.labels);
        const stopped = await trainer.exportState();
        trainer.reseed(12);
        const { loss } = await trainer.step(second!.images, second!.labels);
        return [stopped, { loss, weights: await trainer.exportWeights() }] as const;
      });
      const options = { model: buildModel('mlp', 4), batchSize: BATCH, learningRate: LEARNING_RATE, seed: 12, state };
      const trainer = await engine.createTrainer(options);
      try {
        expect((await trainer.step(second!.images, second!.labels)).loss).toBe(expected.loss);
        for (const [i, values] of (await trainer.exportWeights()).entries())
          expect(distance(values, expected.weights[i]!)).toBe(0);
      } finally {
        await trainer.dispose();
      }
    });

    it('obeys the learning rate of each step', async () => {
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

    it('takes bytes for what they stand for', async () => {
      const [batch] = randomBatches(1);
      const bytes = Uint8Array.from(batch!.images, (value) => Math.round(value * 255));
      const fractions = Float32Array.from(bytes, (value) => value / 255);
      const loss = (images: Float32Array | Uint8Array) =>
        withTrainer(buildModel('mlp', 3), async (trainer) => (await trainer.step(images, batch!.labels)).loss);
      expect(await loss(bytes)).toBe(await loss(fractions));
    });

    it('leaves the model it was given as it was', async () => {
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

/**
 * The layers of the shipped CNN with an eighth of its filters: the oracle, which is plain JavaScript, would take half a
 * second for every image that is shown to the full one.
 */
function smallCnn(): tf.LayersModel {
  const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });
  const activation = 'relu';
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 8,
        kernelSize: 5,
        activation,
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 4, kernelSize: 5, activation, kernelInitializer: kernelInitializer(2) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 16, activation, kernelInitializer: kernelInitializer(3) }),
      tf.layers.dense({ units: 10, kernelInitializer: kernelInitializer(4) }),
    ],
  });
}

/** What the shipped architectures do not use: zero padding, a stride, windows of three, a bias left out, a tanh. */
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

function randomBatches(count: number): Batch[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, () => ({
    // Mostly empty, as digits are: windows without ink, where a maximum is held by all, must come up.
    images: Float32Array.from({ length: BATCH * PIXELS }, () => Math.max(0, 2 * random() - 1)),
    labels: Int32Array.from({ length: BATCH }, () => Math.floor(random() * 10)),
  }));
}

async function oracle(model: tf.LayersModel, batches: readonly Batch[]) {
  await tf.ready();
  const engineBackend = tf.getBackend();
  await tf.setBackend('cpu');
  const random = seededRandom(DROPOUT_SEED);
  const masks = dropoutMasks(model, BATCH);
  const optimizer = tf.train.adam(LEARNING_RATE);
  const losses: number[] = [];
  const correct: number[] = [];
  for (const { images, labels } of batches) {
    const drawn = masks.map(({ shape, rate }) => {
      const values = new Float32Array(shape.reduce((size, side) => size * side, 1));
      fillDropoutMask(values, rate, random);
      return tf.tensor(values, shape);
    });
    const input = tf.tensor(images, [BATCH, 28, 28, 1]);
    const forward = () => {
      let mask = 0;
      return model.layers.reduce<tf.Tensor>(
        (value, layer) =>
          layer.getClassName() === 'Dropout' ? tf.mul(value, drawn[mask++]!) : (layer.apply(value) as tf.Tensor),
        input,
      );
    };
    const truth = tf.tensor1d(labels, 'int32');
    const target = tf.oneHot(truth, 10);
    let hits: tf.Tensor | undefined;
    const cost = optimizer.minimize(() => {
      const logits = forward();
      hits = tf.keep(tf.sum(tf.equal(tf.argMax(logits, -1), truth)));
      return tf.losses.softmaxCrossEntropy(target, logits) as tf.Scalar;
    }, true);
    correct.push(hits!.dataSync()[0]!);
    losses.push(cost!.dataSync()[0]!);
    tf.dispose([drawn, input, truth, target, hits!, cost!]);
  }
  const weights = model.getWeights().map((weight) => weight.dataSync() as Float32Array);
  optimizer.dispose();
  await tf.setBackend(engineBackend);
  return { losses, correct, weights };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
