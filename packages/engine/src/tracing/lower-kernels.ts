import * as tf from '@tensorflow/tfjs';
import { activated } from './fused-activation.js';
import { CONVOLUTION_LOWERINGS } from './lower-convolution.js';
import { POOLING_LOWERINGS } from './lower-pooling.js';
import type { KernelLowering, Lowered, Lowering } from './lowering.js';
import { ONNX_TYPE } from './onnx-proto.js';
import { ELEMENTWISE_KERNELS, tiles } from './phases.js';
import { sameShape, sizeOf, type TracedNode, type TracedTensor } from './trace-graph.js';
import { reducedAxes } from './trace-kernels.js';

const BINARY: Record<string, string> = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
  Pow: 'Pow',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  Equal: 'Equal',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
};

const UNARY: Record<string, string> = {
  Relu: 'Relu',
  Exp: 'Exp',
  Log: 'Log',
  Neg: 'Neg',
  Sqrt: 'Sqrt',
  Abs: 'Abs',
  Sigmoid: 'Sigmoid',
  Tanh: 'Tanh',
  Floor: 'Floor',
  Sign: 'Sign',
  LogicalNot: 'Not',
};

/** The largest number of 32 bits (IEEE 754): times the smallest that is not denormal it is more than 1. */
const LARGEST_FLOAT = 3.4028234663852886e38;

const REDUCTION: Record<string, string> = { Sum: 'ReduceSum', Mean: 'ReduceMean', Max: 'ReduceMax', Min: 'ReduceMin' };

/** The ONNX form of every kernel in `TRACED_KERNELS`. */
export const LOWERINGS: Record<string, KernelLowering> = {
  ...mapValues(BINARY, (opType) => elementwise(({ a, b }, { graph }) => graph.op(opType, [a!, b!]))),
  ...mapValues(UNARY, (opType) => elementwise(({ x }, { graph }) => graph.op(opType, [x!]))),
  ...mapValues(REDUCTION, reduction),
  SquaredDifference: elementwise(({ a, b }, { graph }) => {
    const difference = graph.op('Sub', [a!, b!]);
    return graph.op('Mul', [difference, difference]);
  }),
  Square: elementwise(({ x }, { graph }) => graph.op('Mul', [x!, x!])),
  // A ramp from 0 to 1 too steep for any number to lie on it: one pass, where to compare and to turn the answer into numbers are two.
  Step: elementwise(({ x }, { graph }) =>
    graph.op('HardSigmoid', [x!], { alpha: { float: LARGEST_FLOAT }, beta: { float: 0 } }),
  ),
  Softmax: plainly(({ logits }, { graph }) => graph.op('Softmax', [logits!], { axis: -1 })),
  LogSoftmax: plainly(({ logits }, { graph }) => graph.op('LogSoftmax', [logits!], { axis: -1 })),
  ArgMax: plainly(({ x }, { graph }, node) => {
    const axis = tf.util.parseAxisParam(node.attributes.axis as number, [...node.inputs.x!.shape])[0]!;
    return graph.op('Cast', [graph.op('ArgMax', [x!], { axis, keepdims: 0 })], { to: ONNX_TYPE.int32 });
  }),
  Cast: plainly(({ x }, { graph }, node) => graph.op('Cast', [x!], { to: ONNX_TYPE[node.outputs[0]!.dtype] })),
  Reshape: plainly(({ x }, { graph }, node) => graph.reshape(x!, node.outputs[0]!.shape)),
  ExpandDims: plainly(({ input }, { graph }, node) => graph.reshape(input!, node.outputs[0]!.shape)),
  Transpose: plainly(({ x }, { graph }, node) =>
    graph.op('Transpose', [x!], { perm: node.attributes.perm as number[] }),
  ),
  Tile: plainly(({ x }, { graph }, node) => graph.op('Tile', [x!, graph.ints(node.attributes.reps as number[])])),
  Concat: plainly((parts, { graph }, node) => {
    const axis = tf.util.parseAxisParam(node.attributes.axis as number, [...node.outputs[0]!.shape])[0]!;
    const names = Object.values(parts);
    return names.length === 1 ? names[0]! : graph.op('Concat', names, { axis });
  }),
  SplitV: (node, lowering) => {
    const { graph } = lowering;
    const x = node.inputs.x!;
    const axis = tf.util.parseAxisParam(node.attributes.axis as number, [...x.shape])[0]!;
    const sizes = node.outputs.map((output) => output.shape[axis]!);
    return graph.split(lowering.plain(x), sizes, axis).map((name) => ({ layout: 'plain', name }));
  },
  OneHot: plainly(({ indices }, { graph }, node) => {
    const { depth, onValue, offValue } = node.attributes as { depth: number; onValue: number; offValue: number };
    const type = node.outputs[0]!.dtype;
    const values = graph.constant([offValue, onValue], [2], 'float32');
    const wide = graph.op('Cast', [indices!], { to: ONNX_TYPE.int64 });
    const hot = graph.op('OneHot', [wide, graph.ints([depth]), values], { axis: -1 });
    return type === 'float32' ? hot : graph.op('Cast', [hot], { to: ONNX_TYPE[type] });
  }),
  Select: plainly(({ condition, t, e }, { graph }) => graph.op('Where', [condition!, t!, e!])),
  ClipByValue: plainly(({ x }, { graph }, node) => {
    const { clipValueMin, clipValueMax } = node.attributes as { clipValueMin: number; clipValueMax: number };
    return graph.op('Clip', [x!, graph.scalar(clipValueMin), graph.scalar(clipValueMax)]);
  }),
  BatchMatMul: matMul,
  _FusedMatMul: matMul,
  ...CONVOLUTION_LOWERINGS,
  ...POOLING_LOWERINGS,
};

type Emit = (inputs: Readonly<Record<string, string>>, lowering: Lowering, node: TracedNode) => string;

/** A kernel that reads its inputs plainly and has one plain output. */
function plainly(emit: Emit): KernelLowering {
  return (node, lowering) => {
    const inputs = Object.fromEntries(
      Object.entries(node.inputs).map(([name, tensor]) => [name, lowering.plain(tensor)]),
    );
    return [{ layout: 'plain', name: emit(inputs, lowering, node) }];
  };
}

/** A kernel that works value by value: on phases part by part when one of its inputs lies in phases. */
function elementwise(emit: Emit): KernelLowering {
  const onPlain = plainly(emit);
  return (node, lowering) => {
    const output = node.outputs[0]!;
    const inputs = Object.entries(node.inputs);
    const phased = inputs
      .filter(([, tensor]) => sameShape(tensor.shape, output.shape))
      .map(([, tensor]) => lowering.lower(tensor))
      .find((lowered) => lowered.layout === 'phases');
    const others = inputs.filter(([, tensor]) => !sameShape(tensor.shape, output.shape));
    // A vector or scalar spreads over the rows of a part just as over the whole image.
    const spreads = others.every(([, tensor]) => tensor.shape.length <= 1);
    if (phased?.layout !== 'phases' || !ELEMENTWISE_KERNELS.has(node.kernel) || !spreads)
      return onPlain(node, lowering);
    // Of what lies beside the windows only a product is sure to stay zero.
    if (node.kernel !== 'Multiply' && !tiles(output.shape, phased.factors)) return onPlain(node, lowering);
    const parts = phased.parts.map((_, part) => {
      const names = inputs.map(([name, tensor]): [string, string] => [
        name,
        sameShape(tensor.shape, output.shape) ? lowering.phases(tensor, phased.factors)[part]! : lowering.plain(tensor),
      ]);
      return emit(Object.fromEntries(names), lowering, node);
    });
    return [{ layout: 'phases', parts, factors: phased.factors }];
  };
}

function reduction(opType: string): KernelLowering {
  const onPlain = plainly(({ x }, { graph }, node) => {
    const tensor = node.inputs.x!;
    const axes = reducedAxes(tensor.shape, node.attributes);
    const values = tensor.dtype === 'bool' ? graph.op('Cast', [x!], { to: ONNX_TYPE.int32 }) : x!;
    if (axes.length === 0) return values;
    return graph.op(opType, [values, graph.ints(axes)], { keepdims: node.attributes.keepDims === true ? 1 : 0 });
  });
  if (opType !== 'ReduceSum' && opType !== 'ReduceMean') return onPlain;
  return (node, lowering) => {
    const { graph } = lowering;
    const tensor = node.inputs.x!;
    const lowered = lowering.lower(tensor);
    const axes = reducedAxes(tensor.shape, node.attributes);
    const overPixels = axes.length === 3 && !axes.includes(3) && node.attributes.keepDims !== true;
    if (lowered.layout !== 'phases' || !overPixels) return onPlain(node, lowering);
    // A sum does not ask in which order the pixels lie, and what lies beside the windows is zero.
    const sums = lowered.parts.map((part) => graph.op('ReduceSum', [part, graph.ints([0])], { keepdims: 0 }));
    const sum = graph.op('Sum', sums);
    const pixels = sizeOf(tensor.shape) / tensor.shape.at(-1)!;
    return [{ layout: 'plain', name: opType === 'ReduceSum' ? sum : graph.op('Div', [sum, graph.scalar(pixels)]) }];
  };
}

function matMul(node: TracedNode, lowering: Lowering): Lowered[] {
  const { graph } = lowering;
  const { a, b, bias } = node.inputs;
  const { transposeA, transposeB } = node.attributes;
  const inputs = [matrix(a!, lowering), matrix(b!, lowering)];
  if (bias) inputs.push(lowering.plain(bias));
  const product = graph.op('Gemm', inputs, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
  const result = activated(product, node, lowering);
  const shape = node.outputs[0]!.shape;
  return [{ layout: 'plain', name: shape.length === 2 ? result : graph.reshape(result, shape) }];
}

/** A stack of one matrix as a matrix. */
function matrix(tensor: TracedTensor, lowering: Lowering): string {
  const name = lowering.plain(tensor);
  if (tensor.shape.length === 2) return name;
  if (tensor.shape.slice(0, -2).some((side) => side !== 1)) {
    throw new Error('A product of more than two matrices at once cannot be traced');
  }
  return lowering.graph.reshape(name, tensor.shape.slice(-2));
}

function mapValues(names: Record<string, string>, make: (opType: string) => KernelLowering) {
  return Object.fromEntries(Object.entries(names).map(([kernel, opType]) => [kernel, make(opType)]));
}
