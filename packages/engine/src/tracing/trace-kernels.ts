import * as tf from '@tensorflow/tfjs';
import { sameShape, sizeOf, type TracedType, type TracedValues } from './trace-graph.js';

type Shape = number[];
export type OutputShapes = { shape: Shape; dtype: TracedType }[];

/** What a kernel's call amounts to: outputs to be computed, the very tensor it was given, or a constant. */
export type KernelResult =
  | { outputs: OutputShapes }
  | { alias: tf.TensorInfo }
  | { values: TracedValues; shape: Shape; dtype: TracedType };

export type TracedKernel = (inputs: tf.NamedTensorInfoMap, attributes: Record<string, unknown>) => KernelResult;

/**
 * Every kernel that can be traced, with the shape and type of its result. The names and arguments are those of
 * TensorFlow.js (`kernel_names.ts` of tfjs-core); how each is computed in ONNX is told by `lower-kernels.ts`.
 */
export const TRACED_KERNELS: Record<string, TracedKernel> = {
  ...sameForAll(['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'Pow', 'SquaredDifference'], ({ a, b }) =>
    output(broadcast(a!, b!), typeOf(a!)),
  ),
  ...sameForAll(['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'LogicalAnd', 'LogicalOr'], ({ a, b }) =>
    output(broadcast(a!, b!), 'bool'),
  ),
  ...sameForAll(
    ['Relu', 'Exp', 'Log', 'Neg', 'Sqrt', 'Square', 'Abs', 'Sigmoid', 'Tanh', 'Floor', 'Sign', 'LogicalNot'],
    ({ x }) => output(x!.shape, typeOf(x!)),
  ),
  Step: ({ x }, { alpha }) => {
    if (alpha !== 0 && alpha !== undefined) throw new Error('Only a step function that is 0 below zero can be traced');
    return output(x!.shape, 'float32');
  },
  ...sameForAll(['Softmax', 'LogSoftmax'], ({ logits }) => output(logits!.shape, 'float32')),
  ...sameForAll(['Sum', 'Mean', 'Max', 'Min'], ({ x }, attributes) => {
    const dtype = x!.dtype === 'bool' ? 'int32' : typeOf(x!);
    return output(reducedShape(x!.shape, reducedAxes(x!.shape, attributes), attributes.keepDims === true), dtype);
  }),
  ArgMax: ({ x }, { axis }) => {
    const axes = tf.util.parseAxisParam(axis as number, x!.shape);
    return output(reducedShape(x!.shape, axes, false), 'int32');
  },
  Identity: ({ x }) => ({ alias: x! }),
  Cast: ({ x }, { dtype }) => (dtype === x!.dtype ? { alias: x! } : output(x!.shape, dtype as TracedType)),
  Reshape: ({ x }, { shape }) => {
    const target = tf.util.inferFromImplicitShape(shape as number[], sizeOf(x!.shape));
    // Gradients of broadcasting kernels reshape what has the shape already; taken for work, it would hide the patterns that
    // the rewrites look for.
    return sameShape(target, x!.shape) ? { alias: x! } : output(target, typeOf(x!));
  },
  ExpandDims: ({ input }, { dim }) => {
    const shape = [...input!.shape];
    const at = dim as number;
    shape.splice(at < 0 ? shape.length + at + 1 : at, 0, 1);
    return output(shape, typeOf(input!));
  },
  Transpose: ({ x }, { perm }) =>
    output(
      (perm as number[]).map((axis) => x!.shape[axis]!),
      typeOf(x!),
    ),
  Tile: ({ x }, { reps }) =>
    output(
      x!.shape.map((side, axis) => side * (reps as number[])[axis]!),
      typeOf(x!),
    ),
  Concat: (inputs, { axis }) => {
    const parts = Object.values(inputs) as tf.TensorInfo[];
    const shape = [...parts[0]!.shape];
    const along = tf.util.parseAxisParam(axis as number, shape)[0]!;
    shape[along] = parts.reduce((sum, part) => sum + part.shape[along]!, 0);
    return output(shape, typeOf(parts[0]!));
  },
  SplitV: ({ x }, { numOrSizeSplits, axis }) => {
    const along = tf.util.parseAxisParam(axis as number, x!.shape)[0]!;
    const sizes = tf.backend_util.prepareSplitSize(x! as tf.Tensor, numOrSizeSplits as number | number[], along);
    return { outputs: sizes.map((size) => ({ shape: replaced(x!.shape, along, size), dtype: typeOf(x!) })) };
  },
  Fill: (_, { shape, value, dtype }) => filled(shape as number[], value as number, (dtype ?? 'float32') as TracedType),
  ZerosLike: ({ x }) => filled(x!.shape, 0, typeOf(x!)),
  OnesLike: ({ x }) => filled(x!.shape, 1, typeOf(x!)),
  OneHot: ({ indices }, { depth, dtype }) => output([...indices!.shape, depth as number], dtype as TracedType),
  Select: ({ t }) => output(t!.shape, typeOf(t!)),
  ClipByValue: ({ x }) => output(x!.shape, typeOf(x!)),
  ...sameForAll(['BatchMatMul', '_FusedMatMul'], ({ a, b }, { transposeA, transposeB }) => {
    const rows = a!.shape.at(transposeA ? -1 : -2)!;
    const columns = b!.shape.at(transposeB ? -2 : -1)!;
    return output([...a!.shape.slice(0, -2), rows, columns], 'float32');
  }),
  ...sameForAll(['Conv2D', 'FusedConv2D'], ({ x, filter }, attributes) =>
    output(convGeometry(x!.shape, filter!.shape, attributes).outShape, 'float32'),
  ),
  Conv2DBackpropFilter: (_, { filterShape }) => output(filterShape as number[], 'float32'),
  Conv2DBackpropInput: (_, { inputShape }) => output(inputShape as number[], 'float32'),
  MaxPool: ({ x }, attributes) => output(poolGeometry(x!.shape, attributes).outShape, typeOf(x!)),
  MaxPoolGrad: ({ input }) => output(input!.shape, 'float32'),
};

/** The axes that a reduction goes over; the kernel `Max` calls them by another name than the rest. */
export function reducedAxes(shape: readonly number[], attributes: Readonly<Record<string, unknown>>): number[] {
  const axes = attributes.reductionIndices ?? attributes.axis;
  if (axes === undefined) throw new Error('A reduction that names no axes cannot be traced');
  return tf.util.parseAxisParam(axes as number | number[], [...shape]);
}

/** Sizes, strides and padding of a convolution over [batch, height, width, channels]. */
export function convGeometry(
  input: readonly number[],
  filter: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): tf.backend_util.Conv2DInfo {
  const format = attributes.dataFormat as 'NHWC' | 'NCHW' | undefined;
  if (format !== undefined && format !== 'NHWC') throw new Error(`A convolution in ${format} order cannot be traced`);
  return tf.backend_util.computeConv2DInfo(
    [...input] as [number, number, number, number],
    [...filter] as [number, number, number, number],
    attributes.strides as number | [number, number],
    (attributes.dilations ?? 1) as number | [number, number],
    attributes.pad as 'valid' | 'same' | number,
    attributes.dimRoundingMode as 'floor' | undefined,
  );
}

/** Sizes and strides of a pooling over [batch, height, width, channels]. */
export function poolGeometry(
  input: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): tf.backend_util.Conv2DInfo {
  const geometry = tf.backend_util.computePool2DInfo(
    [...input] as [number, number, number, number],
    attributes.filterSize as number | [number, number],
    attributes.strides as number | [number, number],
    1,
    attributes.pad as 'valid' | 'same' | number,
    attributes.dimRoundingMode as 'floor' | undefined,
  );
  const { filterHeight, filterWidth, strideHeight, strideWidth, inHeight, inWidth, outHeight, outWidth } = geometry;
  const sideBySide = filterHeight === strideHeight && filterWidth === strideWidth;
  const inside = outHeight === Math.floor(inHeight / filterHeight) && outWidth === Math.floor(inWidth / filterWidth);
  if (!sideBySide || !inside) {
    throw new Error('Only a pooling whose windows lie side by side within the image can be traced');
  }
  return geometry;
}

function sameForAll(names: readonly string[], kernel: TracedKernel): Record<string, TracedKernel> {
  return Object.fromEntries(names.map((name) => [name, kernel]));
}

function output(shape: readonly number[], dtype: TracedType): KernelResult {
  return { outputs: [{ shape: [...shape], dtype }] };
}

function typeOf(tensor: tf.TensorInfo): TracedType {
  return tensor.dtype as TracedType;
}

function broadcast(a: tf.TensorInfo, b: tf.TensorInfo): Shape {
  return tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
}

function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((side, axis) => (axes.includes(axis) ? 1 : side))
    : shape.filter((_, axis) => !axes.includes(axis));
}

function replaced(shape: readonly number[], axis: number, side: number): Shape {
  return shape.map((old, at) => (at === axis ? side : old));
}

function filled(shape: readonly number[], value: number, dtype: TracedType): KernelResult {
  const size = sizeOf(shape);
  const values =
    dtype === 'float32'
      ? new Float32Array(size).fill(value)
      : dtype === 'int32'
        ? new Int32Array(size).fill(value)
        : new Uint8Array(size).fill(value);
  return { values, shape: [...shape], dtype };
}
