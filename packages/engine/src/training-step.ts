import * as tf from '@tensorflow/tfjs';
import { isBatchNorm, normaliseBatch } from './batch-norm.js';

/** Adam's constants (Kingma and Ba 2015), as in `tf.train.adam`. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/**
 * What a training step reads. Everything that changes from step to step is a tensor and not a JavaScript number, so that
 * a step traced once stays right for every later one.
 */
export interface StepInputs {
  /** [batch, 28, 28, 1], 0..1 */
  images: tf.Tensor4D;
  /** [batch], int32 */
  labels: tf.Tensor1D;
  /**
   * All weights of the model end to end, in the order of `model.getWeights()`: those that are trained, then the moving averages
   * of batch normalisation.
   */
  weights: tf.Tensor1D;
  /** Adam's running mean of the gradient, over 1 - beta1; as long as the trained weights. */
  firstMoment: tf.Tensor1D;
  /** Adam's running mean of the squared gradient, over 1 - beta2. */
  secondMoment: tf.Tensor1D;
  /** See {@link adamScalars}. */
  stepSize: tf.Scalar;
  epsilon: tf.Scalar;
  /** A fresh mask for each dropout layer, see {@link dropoutMasks}. */
  dropout: tf.Tensor[];
}

export interface StepOutputs {
  weights: tf.Tensor1D;
  firstMoment: tf.Tensor1D;
  secondMoment: tf.Tensor1D;
  /** Mean cross-entropy of the batch under the weights that were read. */
  loss: tf.Scalar;
  /** How many of the batch were right, int32. */
  correct: tf.Scalar;
}

/**
 * One step of training, the one definition that every engine runs: forward pass, mean cross-entropy, gradients, Adam.
 * The weights and Adam's two moments are one flat vector each: ten operations over one long vector cost far less than ten
 * for each of many short ones. The model's own variables are left holding the trained weights that were read and the moving
 * averages after the step.
 */
export function trainingStep(model: tf.LayersModel, inputs: StepInputs): StepOutputs {
  const variables = trainableVariables(model);
  const averages = movingAverages(model);
  return tf.tidy(() => {
    const [trained, moving] = split(inputs.weights, [sizeOf(variables), sizeOf(averages)]);
    assign(variables, trained!);
    if (moving) assign(averages, moving);
    let correct: tf.Scalar | undefined;
    const { grads, value: loss } = tf.variableGrads(() => {
      const logits = withTrainingCalls(model, inputs.dropout, () =>
        model.apply(inputs.images, { training: true }),
      ) as tf.Tensor2D;
      const hits = tf.equal(tf.argMax(logits, -1), inputs.labels);
      correct = tf.keep(tf.sum(tf.cast(hits, 'int32')));
      return crossEntropy(logits, inputs.labels);
    }, variables);
    const update = adam({ ...inputs, weights: trained! }, joined(variables.map(({ name }) => grads[name]!)));
    const weights = moving ? joined([update.weights, ...averages]) : update.weights;
    return { ...update, weights, loss, correct: correct! };
  });
}

/** Cuts a vector into pieces of these sizes; a last one of no size is left out. */
function split(vector: tf.Tensor1D, sizes: readonly number[]): tf.Tensor1D[] {
  const pieces = sizes.filter((size) => size > 0);
  return pieces.length > 1 ? tf.split(vector, pieces) : [vector];
}

function joined(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1]) as tf.Tensor1D));
}

/** Gives variables the values that lie end to end. */
function assign(variables: readonly tf.Variable[], values: tf.Tensor1D): void {
  const parts = split(
    values,
    variables.map(({ size }) => size),
  );
  for (const [i, variable] of variables.entries()) variable.assign(tf.reshape(parts[i]!, variable.shape));
}

function sizeOf(variables: readonly tf.Variable[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}

/** Mean of -log softmax(logits)[label] over the batch. */
function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const target = tf.oneHot(labels, logits.shape[1]) as tf.Tensor2D;
  const logProbabilities = tf.logSoftmax(logits);
  return tf.neg(tf.mean(tf.sum(tf.mul(target, logProbabilities), -1)));
}

/**
 * Adam with both moments kept over (1 - beta): m' = beta1 m + g needs one pass less than m' = beta1 m + (1 - beta1) g.
 * The factors that this leaves over, and the bias corrections, are in the two scalars of {@link adamScalars}.
 */
function adam(inputs: StepInputs, gradient: tf.Tensor1D) {
  const firstMoment = tf.add(tf.mul(inputs.firstMoment, ADAM.beta1), gradient) as tf.Tensor1D;
  const secondMoment = tf.add(tf.mul(inputs.secondMoment, ADAM.beta2), tf.square(gradient)) as tf.Tensor1D;
  const direction = tf.div(firstMoment, tf.add(tf.sqrt(secondMoment), inputs.epsilon));
  const weights = tf.sub(inputs.weights, tf.mul(direction, inputs.stepSize)) as tf.Tensor1D;
  return { weights, firstMoment, secondMoment };
}

/**
 * The two scalars that make the step equal to `tf.train.adam`'s. With M = m / (1 - beta1) and V = v / (1 - beta2),
 *   lr * (m / c1) / (sqrt(v / c2) + eps)  =  stepSize * M / (sqrt(V) + epsilon)
 * where c1 = 1 - beta1^t and c2 = 1 - beta2^t are the bias corrections of step t, and s = sqrt(c2 / (1 - beta2)):
 *   stepSize = lr * s * (1 - beta1) / c1,  epsilon = eps * s.
 * @param step counts from 1
 */
export function adamScalars(learningRate: number, step: number): { stepSize: number; epsilon: number } {
  const scale = Math.sqrt((1 - ADAM.beta2 ** step) / (1 - ADAM.beta2));
  return {
    stepSize: (learningRate * scale * (1 - ADAM.beta1)) / (1 - ADAM.beta1 ** step),
    epsilon: ADAM.epsilon * scale,
  };
}

/** The variables that are trained, in the order of the model's weights. */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/** The variables that a step only keeps count in; in the model's weights they come after those that are trained. */
export function movingAverages(model: tf.LayersModel): tf.Variable[] {
  return model.nonTrainableWeights.map((weight) => weight.read() as tf.Variable);
}

export interface DropoutMask {
  shape: number[];
  /** Share of units that are left out. */
  rate: number;
}

/** The masks that one step wants, one for each dropout layer in the order of the model's layers. */
export function dropoutMasks(model: tf.LayersModel, batchSize: number): DropoutMask[] {
  return dropoutLayers(model).map((layer) => ({
    shape: [batchSize, ...(layer.outputShape as number[]).slice(1)],
    rate: layer.getConfig().rate as number,
  }));
}

/**
 * Fills a mask: 0 for a unit that is left out; the others are scaled up by 1 / (1 - rate), so that their sum is the same on
 * average and inference needs no dropout at all.
 * @param random draws from 0..1
 */
export function fillDropoutMask(mask: Float32Array, rate: number, random: () => number): void {
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = random() < rate ? 0 : kept;
}

function dropoutLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.filter((layer) => layer.getClassName() === 'Dropout');
}

type Call = (input: tf.Tensor) => tf.Tensor;

/**
 * What layers compute in a step that are not in training what they are in inference. TensorFlow.js would draw a dropout mask in
 * JavaScript: in a trace that would freeze one mask for good, and a seeded layer of its draws the same mask at every step.
 */
function trainingCalls(model: tf.LayersModel, masks: readonly tf.Tensor[]): Map<tf.layers.Layer, Call> {
  const calls = new Map<tf.layers.Layer, Call>();
  for (const [i, layer] of dropoutLayers(model).entries()) calls.set(layer, (input) => tf.mul(input, masks[i]!));
  for (const layer of model.layers.filter(isBatchNorm)) calls.set(layer, (input) => normaliseBatch(layer, input));
  return calls;
}

/** Runs `body` with every layer of the model computing what it does in training. */
function withTrainingCalls<T>(model: tf.LayersModel, masks: readonly tf.Tensor[], body: () => T): T {
  const calls = trainingCalls(model, masks);
  const originals = [...calls.keys()].map((layer) => [layer, layer.call] as const);
  for (const [layer, call] of calls) layer.call = (inputs) => call(Array.isArray(inputs) ? inputs[0]! : inputs);
  try {
    return body();
  } finally {
    for (const [layer, original] of originals) layer.call = original;
  }
}
