import type * as tf from '@tensorflow/tfjs';

/**
 * The engines by name: `onnx` on the CPU, on WebGPU and on CUDA, and TensorFlow.js on CUDA. `onnx-webgpu-software` is
 * `onnx-webgpu` on a driver that computes on the CPU: for trying things out, and never chosen by itself.
 */
export const ENGINE_NAMES = ['onnx', 'onnx-webgpu', 'onnx-webgpu-software', 'onnx-cuda', 'tfjs-node-gpu'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Whether an engine computes on a GPU, whose time and power cost. */
export function usesGpu(engine: EngineName): boolean {
  return engine !== 'onnx' && engine !== 'onnx-webgpu-software';
}

/** What a pool shows about the engine it trains with. */
export interface EngineDescription {
  /** Name of the engine, as in {@link TrainingEngine.name}. */
  engine: string;
  /** The processor as its maker names it. */
  device: string;
  /** Threads one training step uses. */
  threads: number;
  /** Memory of the device in bytes; 0 where its driver does not tell. */
  memoryBytes: number;
}

/** All that a trainer holds: with it another one, also on another machine, goes on exactly where the first one stopped. */
export interface TrainerState {
  /** The weights end to end, in the order of `model.getWeights()`: the moving averages of batch normalisation come last. */
  weights: Float32Array;
  /** Adam's moments of each weight that is trained, as the training step keeps them. */
  firstMoment: Float32Array;
  secondMoment: Float32Array;
  /** Steps that were made. */
  step: number;
}

export interface TrainerOptions {
  /** Holds the starting weights; it is left as it was. Logits out, input [batch, 28, 28, 1] of 0..1. */
  model: tf.LayersModel;
  /** Samples of one step; fixed for the life of a trainer. */
  batchSize: number;
  learningRate: number;
  /** Makes everything random in a step (dropout) repeatable, see {@link Trainer.reseed}. */
  seed: number;
  /** Where another trainer of the same model stopped; it replaces the model's weights. */
  state?: TrainerState | undefined;
}

export interface StepResult {
  /** Mean cross-entropy of the batch before the step's update, in nats. */
  loss: number;
  /** How many samples of the batch were classified rightly before the update, dropout being on. */
  correct: number;
}

/** One model being trained, batch by batch, with Adam. */
export interface Trainer {
  readonly batchSize: number;
  /**
   * Runs one training step.
   * @param images batchSize * 784 values, row by row: 0..1 as Float32Array or 0..255 as Uint8Array
   * @param labels batchSize digits 0..9
   * @param learningRate replaces the one the trainer was made with, for this step
   */
  step(images: Float32Array | Uint8Array, labels: Int32Array, learningRate?: number): Promise<StepResult>;
  /** The weights as they are now, one flat array a weight, in the order of `model.getWeights()`. */
  exportWeights(): Float32Array[] | Promise<Float32Array[]>;
  exportState(): TrainerState | Promise<TrainerState>;
  /** Begins a new sequence of dropout masks, as of an epoch of its own: a resumed run must draw what it would have drawn. */
  reseed(seed: number): void;
  dispose(): Promise<void>;
}

/** Something that can run the training step: an implementation for one kind of device. */
export interface TrainingEngine {
  readonly name: EngineName;
  describe(): EngineDescription;
  createTrainer(options: TrainerOptions): Promise<Trainer>;
}
