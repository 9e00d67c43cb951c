import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../random.js';
import {
  adamScalars,
  type DropoutMask,
  dropoutMasks,
  fillDropoutMask,
  trainableVariables,
  trainingStep,
} from '../training-step.js';
import { fillInput } from './batch-input.js';
import type { EngineDescription, StepResult, Trainer, TrainerOptions, TrainerState, TrainingEngine } from './engine.js';

/** Runs the training step operation by operation on the TensorFlow.js backend in use, whichever that is. */
export class TfjsEngine implements TrainingEngine {
  constructor(
    readonly name: TrainingEngine['name'],
    readonly description: Omit<EngineDescription, 'engine'>,
  ) {}

  describe(): EngineDescription {
    return { engine: this.name, ...this.description };
  }

  async createTrainer(options: TrainerOptions): Promise<Trainer> {
    // A copy of its own, because a step writes into the variables of its model.
    const model = await tf.models.modelFromJSON(JSON.parse(options.model.toJSON() as unknown as string));
    model.setWeights(options.model.getWeights());
    return new TfjsTrainer(model, options);
  }
}

interface State {
  weights: tf.Tensor1D;
  firstMoment: tf.Tensor1D;
  secondMoment: tf.Tensor1D;
}

class TfjsTrainer implements Trainer {
  readonly batchSize: number;
  readonly #model: tf.LayersModel;
  readonly #shapes: number[][];
  readonly #learningRate: number;
  #random: () => number;
  readonly #images: Float32Array;
  readonly #imageShape: [number, number, number, number];
  readonly #masks: readonly { mask: DropoutMask; values: Float32Array }[];
  #state: State;
  #step = 0;

  constructor(model: tf.LayersModel, { batchSize, learningRate, seed, state }: TrainerOptions) {
    this.batchSize = batchSize;
    this.#model = model;
    this.#learningRate = learningRate;
    this.#random = seededRandom(seed);
    this.#shapes = model.getWeights().map(({ shape }) => shape);
    this.#imageShape = [batchSize, ...(model.inputs[0]!.shape.slice(1) as [number, number, number])];
    this.#images = new Float32Array(sizeOf(this.#imageShape));
    this.#masks = dropoutMasks(model, batchSize).map((mask) => ({
      mask,
      values: new Float32Array(sizeOf(mask.shape)),
    }));
    if (state) {
      this.#state = {
        weights: tf.tensor1d(state.weights),
        firstMoment: tf.tensor1d(state.firstMoment),
        secondMoment: tf.tensor1d(state.secondMoment),
      };
      this.#step = state.step;
      return;
    }
    const weights = tf.tidy(() => tf.concat1d(model.getWeights().map((weight) => weight.flatten())));
    const trained = trainableVariables(model).reduce((sum, { size }) => sum + size, 0);
    this.#state = { weights, firstMoment: tf.zeros([trained]), secondMoment: tf.zeros([trained]) };
  }

  async step(
    images: Float32Array | Uint8Array,
    labels: Int32Array,
    learningRate = this.#learningRate,
  ): Promise<StepResult> {
    fillInput(this.#images, this.batchSize, images, labels);
    for (const { mask, values } of this.#masks) fillDropoutMask(values, mask.rate, this.#random);
    const scalars = adamScalars(learningRate, ++this.#step);
    const before = this.#state;
    const { loss, correct, ...after } = tf.tidy(() => ({
      ...trainingStep(this.#model, {
        ...before,
        // Backends may keep the array they are given until they need it.
        images: tf.tensor4d(this.#images.slice(), this.#imageShape),
        labels: tf.tensor1d(labels.slice(), 'int32'),
        stepSize: tf.scalar(scalars.stepSize),
        epsilon: tf.scalar(scalars.epsilon),
        dropout: this.#masks.map(({ mask, values }) => tf.tensor(values.slice(), mask.shape)),
      }),
    }));
    this.#state = after;
    const [lossValue, correctValue] = await Promise.all([loss.data(), correct.data()]);
    tf.dispose([before.weights, before.firstMoment, before.secondMoment, loss, correct]);
    // Native backends compute on this thread and answer at once: without a turn of the event loop no message would come
    // in while a run lasts, a cancel least of all.
    await new Promise((resolve) => setImmediate(resolve));
    return { loss: lossValue[0]!, correct: correctValue[0]! };
  }

  async exportWeights(): Promise<Float32Array[]> {
    const flat = (await this.#state.weights.data()) as Float32Array;
    let offset = 0;
    return this.#shapes.map((shape) => {
      offset += sizeOf(shape);
      return flat.slice(offset - sizeOf(shape), offset);
    });
  }

  async exportState(): Promise<TrainerState> {
    const { weights, firstMoment, secondMoment } = this.#state;
    const values = async (tensor: tf.Tensor) => ((await tensor.data()) as Float32Array).slice();
    return {
      weights: await values(weights),
      firstMoment: await values(firstMoment),
      secondMoment: await values(secondMoment),
      step: this.#step,
    };
  }

  reseed(seed: number): void {
    this.#random = seededRandom(seed);
  }

  async dispose(): Promise<void> {
    tf.dispose([this.#state.weights, this.#state.firstMoment, this.#state.secondMoment]);
    this.#model.dispose();
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
