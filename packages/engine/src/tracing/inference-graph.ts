import type * as tf from '@tensorflow/tfjs';
import { OnnxGraph } from './onnx-graph.js';

/** Names of the graph's input and output. */
export const INFERENCE_INPUT = 'images';
export const INFERENCE_OUTPUT = 'scores';
/** The batch size is settled by each run. */
const BATCH = 'n';

/** A value while the layers are written: images lie channels first, as ONNX's Conv and MaxPool want them. */
interface Value {
  name: string;
  /** Shape without the batch, in the order of TensorFlow.js (channels last). */
  shape: number[];
  channelsFirst: boolean;
}

type LayerWriter = (graph: OnnxGraph, layer: tf.layers.Layer, value: Value) => Value;

/**
 * Writes a model's inference as an ONNX graph, straight from its layers: input `images` [n, 28, 28, 1] of 0..1, output
 * `scores` [n, outputs], each row summing to 1. Training's im2col has no place here; ONNX Runtime's own convolution is faster.
 * @param model a chain of layers that ends in logits
 * @throws Error for a layer that has no ONNX form here
 */
export function inferenceGraph(model: tf.LayersModel): Uint8Array {
  const graph = new OnnxGraph(model.name);
  const shape = model.inputs[0]!.shape.slice(1) as number[];
  let value: Value = { name: graph.input(INFERENCE_INPUT, 'float32', [BATCH, ...shape]), shape, channelsFirst: false };
  for (const layer of model.layers) {
    const write = WRITERS[layer.getClassName()];
    if (!write) throw new Error(`A layer of class ${layer.getClassName()} has no ONNX form`);
    value = write(graph, layer, value);
  }
  const logits = channelsLast(graph, value);
  const scores = graph.op('Softmax', [logits.name], { axis: -1 });
  graph.output(INFERENCE_OUTPUT, scores, 'float32', [BATCH, ...logits.shape]);
  return graph.encode();
}

const WRITERS: Record<string, LayerWriter> = {
  InputLayer: (_graph, _layer, value) => value,
  // Dropout is for training alone.
  Dropout: (_graph, _layer, value) => value,
  Flatten: (graph, _layer, value) => reshaped(graph, value, [value.shape.reduce((size, side) => size * side, 1)]),
  Reshape: (graph, layer, value) => reshaped(graph, value, (layer.outputShape as number[]).slice(1)),
  Activation: (graph, layer, value) => activated(graph, layer, value),
  Dense: (graph, layer, value) => {
    const operands = [channelsLast(graph, value).name, ...weights(graph, layer)];
    return activated(graph, layer, {
      name: graph.op('Gemm', operands),
      shape: [layer.getConfig().units as number],
      channelsFirst: false,
    });
  },
  Conv2D: (graph, layer, value) => {
    const { strides, padding } = layer.getConfig() as { strides: number[]; padding: string };
    const [kernel, bias] = layer.getWeights();
    const [height, width, input, output] = kernel!.shape as [number, number, number, number];
    const filter = graph.constant(
      outputsFirst(kernel!.dataSync() as Float32Array, height * width, input, output),
      [output, input, height, width],
      'float32',
    );
    const operands = [channelsFirst(graph, value).name, filter];
    if (bias) operands.push(graph.constant(bias.dataSync() as Float32Array, bias.shape, 'float32'));
    const name = graph.op('Conv', operands, {
      kernel_shape: [height, width],
      strides,
      auto_pad: padding === 'same' ? 'SAME_UPPER' : 'VALID',
    });
    return activated(graph, layer, { name, shape: imageShape(layer), channelsFirst: true });
  },
  BatchNormalization: (graph, layer, value) => {
    const { epsilon } = layer.getConfig() as { epsilon: number };
    // ONNX wants the channels second, for vectors and images alike.
    const { name, ...about } = channelsFirst(graph, value);
    const normalised = graph.op('BatchNormalization', [name, ...weights(graph, layer)], {
      epsilon: { float: epsilon },
    });
    return { ...about, name: normalised };
  },
  MaxPooling2D: (graph, layer, value) => {
    const { poolSize, strides, padding } = layer.getConfig() as Record<'poolSize' | 'strides', number[]> & {
      padding: string;
    };
    const name = graph.op('MaxPool', [channelsFirst(graph, value).name], {
      kernel_shape: poolSize,
      strides,
      auto_pad: padding === 'same' ? 'SAME_UPPER' : 'VALID',
    });
    return { name, shape: imageShape(layer), channelsFirst: true };
  },
};

const ACTIVATIONS: Record<string, string> = { relu: 'Relu', sigmoid: 'Sigmoid', tanh: 'Tanh' };

function activated(graph: OnnxGraph, layer: tf.layers.Layer, value: Value): Value {
  const activation = layer.getConfig().activation as string;
  if (activation === 'linear') return value;
  const opType = ACTIVATIONS[activation];
  if (!opType) throw new Error(`The activation ${activation} has no ONNX form`);
  return { ...value, name: graph.op(opType, [value.name]) };
}

function weights(graph: OnnxGraph, layer: tf.layers.Layer): string[] {
  return layer.getWeights().map((weight) => graph.constant(weight.dataSync() as Float32Array, weight.shape, 'float32'));
}

function imageShape(layer: tf.layers.Layer): number[] {
  return (layer.outputShape as number[]).slice(1);
}

function reshaped(graph: OnnxGraph, value: Value, shape: number[]): Value {
  // 0 keeps a dimension as it is: the batch.
  const name = graph.op('Reshape', [channelsLast(graph, value).name, graph.ints([0, ...shape])]);
  return { name, shape, channelsFirst: false };
}

function channelsFirst(graph: OnnxGraph, value: Value): Value {
  if (value.channelsFirst || value.shape.length !== 3) return value;
  const [height, width, channels] = value.shape as [number, number, number];
  const name =
    channels === 1
      ? // With one channel both orders lie alike in memory.
        graph.op('Reshape', [value.name, graph.ints([0, 1, height, width])])
      : graph.op('Transpose', [value.name], { perm: [0, 3, 1, 2] });
  return { ...value, name, channelsFirst: true };
}

function channelsLast(graph: OnnxGraph, value: Value): Value {
  if (!value.channelsFirst) return value;
  return { ...value, name: graph.op('Transpose', [value.name], { perm: [0, 2, 3, 1] }), channelsFirst: false };
}

/** [taps, input, output] as [output, input, taps]. */
function outputsFirst(values: Float32Array, taps: number, input: number, output: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < input; i++) {
      for (let o = 0; o < output; o++) turned[(o * input + i) * taps + tap] = values[(tap * input + i) * output + o]!;
    }
  }
  return turned;
}
