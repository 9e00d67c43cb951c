import { cpus, totalmem } from 'node:os';
import type * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { seededRandom } from '../random.js';
import { type CompiledStep, compileStep, nextName } from '../tracing/compile-step.js';
import { adamScalars, type DropoutMask, fillDropoutMask } from '../training-step.js';
import { fillInput } from './batch-input.js';
import type {
  EngineDescription,
  EngineName,
  StepResult,
  Trainer,
  TrainerOptions,
  TrainerState,
  TrainingEngine,
} from './engine.js';

/** What ONNX Runtime can run a traced step on, by the names of its execution providers. */
export type OnnxDevice = 'cpu' | 'webgpu' | 'cuda';

export interface OnnxEngineOptions {
  /** Threads of one training step on the CPU; a GPU's step leaves it none to share. */
  threads: number;
  /** A GPU and how it is shown, as `openOnnxGpu` finds it; the CPU when left out. */
  gpu?: { name: EngineName; device: Exclude<OnnxDevice, 'cpu'>; description: Omit<EngineDescription, 'engine'> };
}

/** The TensorFlow.js training step, traced once, run by ONNX Runtime: the same graph on every device. */
export class OnnxEngine implements TrainingEngine {
  readonly name: EngineName;
  readonly #device: OnnxDevice;
  readonly #description: Omit<EngineDescription, 'engine'>;

  constructor({ threads, gpu }: OnnxEngineOptions) {
    this.name = gpu?.name ?? 'onnx';
    this.#device = gpu?.device ?? 'cpu';
    const processor = () => ({ device: cpus()[0]?.model.trim() || 'CPU', threads, memoryBytes: totalmem() });
    this.#description = gpu?.description ?? processor();
  }

  describe(): EngineDescription {
    return { engine: this.name, ...this.#description };
  }

  async createTrainer(options: TrainerOptions): Promise<Trainer> {
    const compiled = await compileStep(options.model, options.batchSize);
    const work = compiled.weightUses * options.batchSize;
    const session = await InferenceSession.create(compiled.onnx, {
      executionProviders: [this.#device],
      intraOpNumThreads: work < PARALLEL_WORK ? 1 : this.#description.threads,
      graphOptimizationLevel: 'all',
      extra: {
        session: {
          // Adam's moments of weights that see no gradient decay into denormals, which the CPU handles a hundred times slower.
          set_denormal_as_zero: '1',
          // Threads that wait in a loop take the cores that the readers of digits need; on a busy machine training itself
          // was half as fast with it.
          intra_op: { allow_spinning: '0' },
        },
      },
    });
    return new OnnxTrainer(session, compiled, options);
  }
}

/**
 * Multiplications of a forward pass below which one thread is as fast as two, which only wait for each other: measured on the
 * notebook's MLP, whose batches of 32 take 3 million.
 */
const PARALLEL_WORK = 10_000_000;

const STATE = ['weights', 'firstMoment', 'secondMoment'] as const;
type State = Record<(typeof STATE)[number], Tensor>;

/**
 * Runs a compiled step again and again. Two sets of state buffers take turns, one being read while the other is written, so
 * that no step copies or allocates.
 */
class OnnxTrainer implements Trainer {
  readonly batchSize: number;
  readonly #session: InferenceSession;
  readonly #states: readonly [State, State];
  readonly #runs: readonly [Run, Run];
  readonly #images: Float32Array;
  readonly #labels: Int32Array;
  readonly #stepSize = new Float32Array(1);
  readonly #epsilon = new Float32Array(1);
  readonly #loss = new Float32Array(1);
  readonly #correct = new Int32Array(1);
  readonly #masks: readonly { values: Float32Array; mask: DropoutMask }[];
  #random: () => number;
  readonly #weightSizes: readonly number[];
  readonly #learningRate: number;
  #step = 0;
  #current: 0 | 1 = 0;

  constructor(session: InferenceSession, compiled: CompiledStep, options: TrainerOptions) {
    this.#session = session;
    this.batchSize = options.batchSize;
    this.#learningRate = options.learningRate;
    this.#random = seededRandom(options.seed);
    this.#weightSizes = options.model.getWeights().map(({ size }) => size);
    const { shapes } = compiled;
    this.#images = new Float32Array(shapes.images.reduce((size, side) => size * side, 1));
    this.#labels = new Int32Array(options.batchSize);
    this.#masks = compiled.masks.map((mask) => ({
      mask,
      values: new Float32Array(mask.shape.reduce((size, side) => size * side, 1)),
    }));
    const vector = ([length]: readonly number[]) => new Tensor('float32', new Float32Array(length!), [length!]);
    const state = (): State => ({
      weights: vector(shapes.weights),
      firstMoment: vector(shapes.firstMoment),
      secondMoment: vector(shapes.secondMoment),
    });
    this.#states = [state(), state()];
    const [first] = this.#states;
    if (options.state) {
      for (const name of STATE) valuesOf(first[name]).set(options.state[name]);
      this.#step = options.state.step;
    } else valuesOf(first.weights).set(flatWeights(options.model, shapes.weights[0]!));

    const feeds: Record<string, Tensor> = {
      images: new Tensor('float32', this.#images, shapes.images),
      labels: new Tensor('int32', this.#labels, shapes.labels),
      stepSize: new Tensor('float32', this.#stepSize, []),
      epsilon: new Tensor('float32', this.#epsilon, []),
    };
    for (const [i, { values, mask }] of this.#masks.entries()) {
      feeds[`dropout${i}`] = new Tensor('float32', values, mask.shape);
    }
    const fetches = { loss: new Tensor('float32', this.#loss, []), correct: new Tensor('int32', this.#correct, []) };
    const run = (from: State, to: State): Run => ({
      feeds: { ...feeds, ...from },
      fetches: { ...fetches, ...Object.fromEntries(STATE.map((name) => [nextName(name), to[name]])) },
    });
    this.#runs = [run(this.#states[0], this.#states[1]), run(this.#states[1], this.#states[0])];
  }

  async step(
    images: Float32Array | Uint8Array,
    labels: Int32Array,
    learningRate = this.#learningRate,
  ): Promise<StepResult> {
    fillInput(this.#images, this.batchSize, images, labels);
    this.#labels.set(labels);
    for (const { values, mask } of this.#masks) fillDropoutMask(values, mask.rate, this.#random);
    const scalars = adamScalars(learningRate, ++this.#step);
    this.#stepSize[0] = scalars.stepSize;
    this.#epsilon[0] = scalars.epsilon;
    const { feeds, fetches } = this.#runs[this.#current];
    await this.#session.run(feeds, fetches);
    this.#current = this.#current === 0 ? 1 : 0;
    return { loss: this.#loss[0]!, correct: this.#correct[0]! };
  }

  exportWeights(): Float32Array[] {
    const flat = valuesOf(this.#states[this.#current].weights);
    let offset = 0;
    return this.#weightSizes.map((size) => {
      offset += size;
      return flat.slice(offset - size, offset);
    });
  }

  exportState(): TrainerState {
    const { weights, firstMoment, secondMoment } = this.#states[this.#current];
    return {
      weights: valuesOf(weights).slice(),
      firstMoment: valuesOf(firstMoment).slice(),
      secondMoment: valuesOf(secondMoment).slice(),
      step: this.#step,
    };
  }

  reseed(seed: number): void {
    this.#random = seededRandom(seed);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

interface Run {
  feeds: Record<string, Tensor>;
  fetches: Record<string, Tensor>;
}

function valuesOf(vector: Tensor): Float32Array {
  return vector.data as Float32Array;
}

/** The model's weights end to end. */
function flatWeights(model: tf.LayersModel, count: number): Float32Array {
  const flat = new Float32Array(count);
  let offset = 0;
  for (const weight of model.getWeights()) {
    flat.set(weight.dataSync(), offset);
    offset += weight.size;
  }
  return flat;
}
