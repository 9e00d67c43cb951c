import { nodesBehind, sameShape, type TracedNode, type TracedTensor, type TracedType } from './trace-graph.js';

type Rewrite = (node: TracedNode, graph: RewriteContext) => TracedTensor | null;

/**
 * Replaces parts of a traced step by others that compute the same with less work. Every rule is an identity of real
 * numbers; only the rounding of the last bit can differ.
 * @returns for each tensor that is replaced, what takes its place
 */
export function rewriteTrace(outputs: readonly TracedTensor[]): (tensor: TracedTensor) => TracedTensor {
  const context = new RewriteContext();
  for (const node of nodesBehind(outputs)) {
    const current = context.rebuild(node);
    for (const rule of RULES) {
      const replacement = rule(current, context);
      if (replacement) {
        context.replace(node.outputs[0]!, replacement);
        break;
      }
    }
  }
  return (tensor) => context.resolve(tensor);
}

class RewriteContext {
  readonly #replaced = new Map<TracedTensor, TracedTensor>();
  /** Results by kernel and operands, so that two rules that want the same value share it. */
  readonly #made = new Map<TracedTensor, TracedNode[]>();
  /** New nodes take the place in the order of the node that they are made for. */
  #order = 0;

  resolve(tensor: TracedTensor): TracedTensor {
    return this.#replaced.get(tensor) ?? tensor;
  }

  replace(tensor: TracedTensor, replacement: TracedTensor): void {
    this.#replaced.set(tensor, replacement);
  }

  /** The same node reading what its inputs were replaced by. */
  rebuild(node: TracedNode): TracedNode {
    this.#order = node.order;
    const inputs = Object.fromEntries(
      Object.entries(node.inputs).map(([name, tensor]) => [name, this.resolve(tensor)]),
    );
    const unchanged = Object.entries(inputs).every(([name, tensor]) => node.inputs[name] === tensor);
    if (unchanged) {
      this.#remember(node);
      return node;
    }
    const outputs: TracedTensor[] = node.outputs.map(({ shape, dtype }) => ({ shape, dtype, producer: null }));
    const rebuilt: TracedNode = { ...node, inputs, outputs };
    for (const [i, output] of outputs.entries()) {
      output.producer = rebuilt;
      this.replace(node.outputs[i]!, output);
    }
    this.#remember(rebuilt);
    return rebuilt;
  }

  make(
    kernel: string,
    inputs: Record<string, TracedTensor>,
    attributes: Readonly<Record<string, unknown>>,
    shape: readonly number[],
    dtype: TracedType = 'float32',
  ): TracedTensor {
    const known = this.consumers(Object.values(inputs)[0]!).find(
      (node) =>
        node.kernel === kernel &&
        Object.keys(node.inputs).length === Object.keys(inputs).length &&
        Object.entries(inputs).every(([name, tensor]) => node.inputs[name] === tensor) &&
        JSON.stringify(node.attributes) === JSON.stringify(attributes),
    );
    if (known) return known.outputs[0]!;
    const output: TracedTensor = { shape, dtype, producer: null };
    const node: TracedNode = { order: this.#order, kernel, inputs, attributes, outputs: [output] };
    output.producer = node;
    this.#remember(node);
    return output;
  }

  /** The nodes seen so far that read a tensor. */
  consumers(tensor: TracedTensor): readonly TracedNode[] {
    return this.#made.get(tensor) ?? [];
  }

  #remember(node: TracedNode): void {
    for (const input of new Set(Object.values(node.inputs))) {
      const known = this.#made.get(input);
      if (known) known.push(node);
      else this.#made.set(input, [node]);
    }
  }
}

const RULES: readonly Rewrite[] = [
  biasIntoMatMul,
  stepOfRelu,
  poolBeforeBias,
  poolBeforeRelu,
  poolGradientBeforeBias,
  reluGateBeforePoolGradient,
  biasGradientBeforePoolGradient,
];

/** A x B + bias is one node in ONNX. */
function biasIntoMatMul(node: TracedNode, context: RewriteContext): TracedTensor | null {
  const [product, bias] = addedBias(node, 'BatchMatMul') ?? [];
  if (!product || !bias) return null;
  const { a, b } = product.inputs;
  return context.make('_FusedMatMul', { a: a!, b: b!, bias }, product.attributes, node.outputs[0]!.shape);
}

/** Step(x) = Step(Relu(x)): asks less of x, which then need not be kept at all. */
function stepOfRelu(node: TracedNode, context: RewriteContext): TracedTensor | null {
  if (node.kernel !== 'Step') return null;
  const x = node.inputs.x!;
  if (x.producer?.kernel === 'Relu') return null;
  const relu = context.consumers(x).find((consumer) => consumer.kernel === 'Relu');
  return relu ? context.make('Step', { x: relu.outputs[0]! }, node.attributes, x.shape) : null;
}

/** MaxPool(x + bias) = MaxPool(x) + bias, on an image a quarter the size. */
function poolBeforeBias(node: TracedNode, context: RewriteContext): TracedTensor | null {
  if (node.kernel !== 'MaxPool') return null;
  const [convolution, bias] = addedBias(node.inputs.x!.producer, 'Conv2D') ?? [];
  if (!convolution || !bias) return null;
  const shape = node.outputs[0]!.shape;
  const pooled = context.make('MaxPool', { x: convolution.outputs[0]! }, node.attributes, shape);
  return context.make('Add', { a: pooled, b: bias }, {}, shape);
}

/** MaxPool(Relu(x)) = Relu(MaxPool(x)). */
function poolBeforeRelu(node: TracedNode, context: RewriteContext): TracedTensor | null {
  if (node.kernel !== 'MaxPool') return null;
  const relu = node.inputs.x!.producer;
  if (relu?.kernel !== 'Relu') return null;
  const shape = node.outputs[0]!.shape;
  const inner = context.make('MaxPool', { x: relu.inputs.x! }, node.attributes, shape);
  const moved = inner.producer ? (poolBeforeBias(inner.producer, context) ?? inner) : inner;
  return context.make('Relu', { x: moved }, {}, shape);
}

/** Where the maximum of x + bias is, the maximum of x is. */
function poolGradientBeforeBias(node: TracedNode, context: RewriteContext): TracedTensor | null {
  if (node.kernel !== 'MaxPoolGrad') return null;
  const { dy, input } = node.inputs;
  const [convolution] = addedBias(input!.producer, 'Conv2D') ?? [];
  if (!convolution) return null;
  const x = convolution.outputs[0]!;
  const pooled = context.make('MaxPool', { x }, poolAttributes(node), dy!.shape);
  return context.make('MaxPoolGrad', { dy: dy!, input: x, output: pooled }, node.attributes, x.shape);
}

/**
 * The gradient of MaxPool(Relu(x)) is MaxPoolGrad(dy) * Step(x). Since the pool's gradient is zero off the maximum, the gate
 * may as well be taken at the maximum: MaxPoolGrad(dy * Step(MaxPool(x))), on an image a quarter the size.
 */
function reluGateBeforePoolGradient(node: TracedNode, context: RewriteContext): TracedTensor | null {
  if (node.kernel !== 'Multiply') return null;
  const operands = [node.inputs.a!, node.inputs.b!];
  const gradient = operands.find((tensor) => tensor.producer?.kernel === 'MaxPoolGrad')?.producer;
  const step = operands.find((tensor) => tensor.producer?.kernel === 'Step')?.producer;
  const relu = gradient?.inputs.input?.producer;
  if (!gradient || !step || relu?.kernel !== 'Relu' || step.inputs.x !== relu.outputs[0]) return null;
  const { dy, output } = gradient.inputs;
  // By now the pool has been moved before the ReLU, so its result is the ReLU of what is wanted here.
  if (output!.producer?.kernel !== 'Relu') return null;
  const gate = context.make('Step', { x: output! }, step.attributes, dy!.shape);
  const gated = context.make('Multiply', { a: dy!, b: gate }, {}, dy!.shape);
  const x = relu.inputs.x!;
  const inner = context.make(
    'MaxPoolGrad',
    { dy: gated, input: x, output: output!.producer.inputs.x! },
    gradient.attributes,
    x.shape,
  );
  return (inner.producer && poolGradientBeforeBias(inner.producer, context)) ?? inner;
}

/** A pool's gradient only moves values about, so their sum over the image can be taken before it. */
function biasGradientBeforePoolGradient(node: TracedNode, context: RewriteContext): TracedTensor | null {
  if (node.kernel !== 'Sum' || node.attributes.keepDims === true) return null;
  const gradient = node.inputs.x!.producer;
  const axes = [node.attributes.axis].flat();
  if (gradient?.kernel !== 'MaxPoolGrad' || axes.length !== 3 || ![0, 1, 2].every((axis) => axes.includes(axis))) {
    return null;
  }
  return context.make('Sum', { x: gradient.inputs.dy! }, node.attributes, node.outputs[0]!.shape);
}

/** The node of kind `kernel` and the bias, when `node` adds one value for each channel to that node's result. */
function addedBias(node: TracedNode | null | undefined, kernel: string): [TracedNode, TracedTensor] | null {
  if (node?.kernel !== 'Add') return null;
  const { a, b } = node.inputs;
  const product = a!.producer;
  const isBias = sameShape(b!.shape, [a!.shape.at(-1)!]);
  return product?.kernel === kernel && isBias ? [product, b!] : null;
}

function poolAttributes(gradient: TracedNode): Record<string, unknown> {
  const { filterSize, strides, pad, dimRoundingMode } = gradient.attributes;
  return { filterSize, strides, pad, dimRoundingMode };
}
