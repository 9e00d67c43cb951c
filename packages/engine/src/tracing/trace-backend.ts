import * as tf from '@tensorflow/tfjs';
import type { TracedNode, TracedTensor, TracedType, TracedValues } from './trace-graph.js';
import { type OutputShapes, TRACED_KERNELS } from './trace-kernels.js';

export const TRACE_BACKEND = 'onnx-trace';

interface Entry {
  tensor: TracedTensor;
  references: number;
}

/**
 * A TensorFlow.js backend that computes nothing: each kernel that runs on it is written down as a node of a graph.
 * Running a training step once on it, on tensors made by `input`, yields the whole step as a graph, gradients included,
 * from the one definition of the model that TensorFlow.js has.
 */
class TraceBackend extends tf.KernelBackend {
  readonly #entries = new Map<object, Entry>();
  #recorded = 0;

  /** A tensor that stands for an input of the graph. */
  input(name: string, shape: number[], dtype: TracedType): tf.Tensor {
    const dataId = this.#store({ shape, dtype, producer: null, inputName: name });
    return tf.engine().makeTensorFromDataId(dataId, shape, dtype, this);
  }

  traced(tensor: tf.TensorInfo): TracedTensor {
    const entry = this.#entries.get(tensor.dataId);
    if (!entry) throw new Error(`A tensor of another backend got into a trace (shape ${tensor.shape})`);
    return entry.tensor;
  }

  record(kernel: string, inputs: tf.NamedTensorInfoMap, attributes: object, outputs: OutputShapes): tf.TensorInfo[] {
    const read: Record<string, TracedTensor> = {};
    for (const [name, tensor] of Object.entries(inputs)) {
      // A fused kernel's missing bias is an undefined argument.
      if (tensor) read[name] = this.traced(tensor);
    }
    const node: TracedNode = {
      order: this.#recorded++,
      kernel,
      inputs: read,
      attributes: { ...attributes },
      outputs: outputs.map(({ shape, dtype }) => ({ shape, dtype, producer: null })),
    };
    return node.outputs.map((output) => {
      output.producer = node;
      return { dataId: this.#store(output), shape: [...output.shape], dtype: output.dtype };
    });
  }

  /** The same tensor under one more reference, for kernels that change nothing. */
  alias(tensor: tf.TensorInfo): tf.TensorInfo {
    this.incRef(tensor.dataId);
    // A fresh record: given the tensor object itself, TensorFlow.js would dispose a variable along with its "copy".
    return { dataId: tensor.dataId, shape: tensor.shape, dtype: tensor.dtype };
  }

  constant(values: TracedValues, shape: number[], dtype: TracedType): tf.TensorInfo {
    return { dataId: this.#store({ shape, dtype, producer: null, values }), shape, dtype };
  }

  override write(values: tf.backend_util.TypedArray, shape: number[], dtype: tf.DataType): object {
    return this.#store({ shape, dtype: tracedType(dtype), producer: null, values: copyOf(values, dtype) });
  }

  override move(
    dataId: object,
    values: tf.backend_util.TypedArray,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    const tensor = { shape, dtype: tracedType(dtype), producer: null, values: copyOf(values, dtype) };
    this.#entries.set(dataId, { tensor, references });
  }

  /** @throws always for computed tensors: a graph cannot branch on a value that is only known when it runs */
  override readSync(dataId: object): TracedValues {
    const tensor = this.#entries.get(dataId)?.tensor;
    if (!tensor?.values) throw new Error('A traced training step must not read the values of its tensors');
    return tensor.values;
  }
  override async read(dataId: object): Promise<TracedValues> {
    return this.readSync(dataId);
  }

  override refCount(dataId: object): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }
  override incRef(dataId: object): void {
    const entry = this.#entries.get(dataId);
    if (entry) entry.references++;
  }
  decRef(dataId: object): void {
    const entry = this.#entries.get(dataId);
    if (entry) entry.references--;
  }
  override disposeData(dataId: object, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (!entry) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    return this.#entries.delete(dataId);
  }
  override numDataIds(): number {
    return this.#entries.size;
  }
  override memory() {
    return { unreliable: true };
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    // The value of every 32-bit backend of TensorFlow.js (`EPSILON_FLOAT32`).
    return 1e-7;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override dispose(): void {
    this.#entries.clear();
  }

  #store(tensor: TracedTensor): object {
    const dataId = {};
    this.#entries.set(dataId, { tensor, references: 1 });
    return dataId;
  }
}

function tracedType(dtype: tf.DataType): TracedType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`A traced training step cannot hold tensors of type ${dtype}`);
}

/** Copies, because TensorFlow.js is free to use a written buffer again. */
function copyOf(values: ArrayLike<number>, dtype: tf.DataType): TracedValues {
  if (dtype === 'float32') return Float32Array.from(values);
  if (dtype === 'int32') return Int32Array.from(values);
  return Uint8Array.from(values);
}

let backend: TraceBackend | null = null;

function register(): TraceBackend {
  if (backend) return backend;
  const registered = new TraceBackend();
  tf.registerBackend(TRACE_BACKEND, () => registered, 0);
  for (const [kernelName, kernel] of Object.entries(TRACED_KERNELS)) {
    tf.registerKernel({
      kernelName,
      backendName: TRACE_BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        const args = inputs as tf.NamedTensorInfoMap;
        const result = kernel(args, (attrs ?? {}) as Record<string, unknown>);
        if ('alias' in result) return registered.alias(result.alias);
        if ('values' in result) return registered.constant(result.values, result.shape, result.dtype);
        const outputs = registered.record(kernelName, args, attrs ?? {}, result.outputs);
        return outputs.length === 1 ? outputs[0]! : outputs;
      },
    });
  }
  backend = registered;
  return registered;
}

export interface TraceScope {
  /** Makes a tensor that stands for an input of the graph. */
  input(name: string, shape: number[], dtype: TracedType): tf.Tensor;
  /** What the trace knows of a tensor. */
  traced(tensor: tf.Tensor): TracedTensor;
}

/**
 * Runs `step` with TensorFlow.js computing nothing and writing everything down, and returns what it returns. The backend
 * in use before is in use again afterwards, also when `step` throws.
 * @throws Error when `step` reads a tensor's values or needs a kernel that cannot be traced
 */
export async function trace<T>(step: (scope: TraceScope) => T): Promise<T> {
  const tracer = register();
  const before = tf.getBackend();
  await tf.setBackend(TRACE_BACKEND);
  try {
    return step({
      input: (name, shape, dtype) => tracer.input(name, shape, dtype),
      traced: (tensor) => tracer.traced(tensor),
    });
  } finally {
    await tf.setBackend(before);
  }
}
