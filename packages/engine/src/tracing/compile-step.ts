import type * as tf from '@tensorflow/tfjs';
import { type DropoutMask, dropoutMasks, movingAverages, trainableVariables, trainingStep } from '../training-step.js';
import { lowerTrace } from './lower-trace.js';
import { trace } from './trace-backend.js';

/** A training step as an ONNX graph for one batch size. */
export interface CompiledStep {
  onnx: Uint8Array;
  nodeCount: number;
  /** How often the weights are multiplied with for one image: once each in a dense layer, for every pixel in a convolution. */
  weightUses: number;
  /** Shapes of the graph's inputs by name. */
  shapes: Record<StepInputName, number[]>;
  /** The dropout masks it reads, as inputs `dropout0`, `dropout1`, ... */
  masks: DropoutMask[];
}

export const STEP_INPUTS = [
  'images',
  'labels',
  'weights',
  'firstMoment',
  'secondMoment',
  'stepSize',
  'epsilon',
] as const;
export type StepInputName = (typeof STEP_INPUTS)[number];

/** Name of a state vector's value after the step. */
export function nextName(name: 'weights' | 'firstMoment' | 'secondMoment'): string {
  return `next_${name}`;
}

/**
 * Traces the training step of a model once and writes it as an ONNX graph. The inputs are those of `trainingStep`, the
 * outputs `loss`, `correct` and the three state vectors under `nextName`.
 * @param model is left with the weights it had
 */
export async function compileStep(model: tf.LayersModel, batchSize: number): Promise<CompiledStep> {
  assertTraceable(model);
  const trained = trainableVariables(model);
  const variables = [...trained, ...movingAverages(model)];
  const weightCount = variables.reduce((sum, { size }) => sum + size, 0);
  const trainedCount = trained.reduce((sum, { size }) => sum + size, 0);
  const masks = dropoutMasks(model, batchSize);
  const inputShape = model.inputs[0]!.shape.slice(1) as number[];
  const shapes: Record<StepInputName, number[]> = {
    images: [batchSize, ...inputShape],
    labels: [batchSize],
    weights: [weightCount],
    firstMoment: [trainedCount],
    secondMoment: [trainedCount],
    stepSize: [],
    epsilon: [],
  };
  const values = variables.map((variable) => variable.clone());
  try {
    const graph = await trace(({ input, traced }) => {
      const tensors = Object.fromEntries(
        STEP_INPUTS.map((name) => [name, input(name, shapes[name], name === 'labels' ? 'int32' : 'float32')]),
      ) as Record<StepInputName, tf.Tensor>;
      const dropout = masks.map((mask, i) => input(`dropout${i}`, mask.shape, 'float32'));
      const step = trainingStep(model, {
        images: tensors.images as tf.Tensor4D,
        labels: tensors.labels as tf.Tensor1D,
        weights: tensors.weights as tf.Tensor1D,
        firstMoment: tensors.firstMoment as tf.Tensor1D,
        secondMoment: tensors.secondMoment as tf.Tensor1D,
        stepSize: tensors.stepSize as tf.Scalar,
        epsilon: tensors.epsilon as tf.Scalar,
        dropout,
      });
      return lowerTrace(
        `${model.name}_step`,
        [
          ...STEP_INPUTS.map((name) => ({ name, tensor: traced(tensors[name]) })),
          ...dropout.map((mask, i) => ({ name: `dropout${i}`, tensor: traced(mask) })),
        ],
        [
          { name: 'loss', tensor: traced(step.loss) },
          { name: 'correct', tensor: traced(step.correct) },
          { name: nextName('weights'), tensor: traced(step.weights) },
          { name: nextName('firstMoment'), tensor: traced(step.firstMoment) },
          { name: nextName('secondMoment'), tensor: traced(step.secondMoment) },
        ],
      );
    });
    return {
      onnx: graph.encode(),
      nodeCount: graph.nodeCount,
      weightUses: weightUses(model),
      shapes,
      masks,
    };
  } finally {
    for (const [i, variable] of variables.entries()) {
      variable.assign(values[i]!);
      values[i]!.dispose();
    }
  }
}

function weightUses(model: tf.LayersModel): number {
  return model.layers.reduce((sum, layer) => {
    const pixels = layer.getClassName() === 'Conv2D' ? (layer.outputShape as number[]).slice(1, 3) : [];
    return sum + layer.countParams() * pixels.reduce((size, side) => size * side, 1);
  }, 0);
}

/** Layers whose training step is a function of its inputs alone: dropout masks and moving averages are among them. */
const TRACEABLE_LAYERS = new Set([
  'InputLayer',
  'Dense',
  'Conv2D',
  'MaxPooling2D',
  'Flatten',
  'Reshape',
  'Activation',
  'Dropout',
  'BatchNormalization',
]);

/** @throws Error for a layer that holds state or randomness of its own, which a trace would freeze unseen */
function assertTraceable(model: tf.LayersModel): void {
  for (const layer of model.layers) {
    const kind = layer.getClassName();
    if (!TRACEABLE_LAYERS.has(kind)) throw new Error(`A layer of class ${kind} cannot be traced`);
  }
}
