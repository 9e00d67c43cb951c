import {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  encodeModel,
  type NodeProto,
  ONNX_TYPE,
  type OnnxType,
  type TensorProto,
  type ValueInfoProto,
} from './onnx-proto.js';

/** Pieces that one node cuts a value into: with the value itself they fill eight buffers. */
const SPLIT_MAX = 7;
/** Opset 18: `ReduceSum` & co. take their axes as an input, `Split` has `num_outputs`. */
const OPSET = 18;
/** The file format's version that came with opset 18 (ONNX 1.13). */
const IR_VERSION = 8;

/** An integer, a list of integers, a string, or `{ float }` for a real number. */
export type AttributeValue = number | readonly number[] | string | { float: number };
/** A number fixes a dimension; a name leaves it to each run. */
export type Dimension = number | string;
export type ConstantValues = Float32Array | Int32Array | Uint8Array | readonly number[];

/** Constants up to this many values are looked up before a new one is made: scalars and shapes come again and again. */
const SHARED_CONSTANT_LENGTH = 64;

/**
 * Builds an ONNX graph node by node. Values are called by the names that `op`, `input` and `constant` return; nodes must
 * be added in an order in which each comes after what it reads (ONNX demands it of the file).
 */
export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #constants = new Map<string, string>();
  /** The values that nodes compute. */
  readonly #results = new Set<string>();
  /** What a node's result is called where it leaves the graph. */
  readonly #outputNames = new Map<string, string>();
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  input(name: string, type: OnnxType, shape: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /**
   * Declares that the value `value` leaves the graph under the name `name`. A node's result is given that name itself: a node
   * that only passes it on would copy it at every run. What is no node's result, or leaves twice, needs one.
   */
  output(name: string, value: string, type: OnnxType, shape: readonly Dimension[]): void {
    if (this.#results.has(value) && !this.#outputNames.has(value)) this.#outputNames.set(value, name);
    else this.#nodes.push({ name: `out_${name}`, opType: 'Identity', input: [value], output: [name], attribute: [] });
    this.#outputs.push(valueInfo(name, type, shape));
  }

  constant(values: ConstantValues, shape: readonly number[], type: OnnxType): string {
    const key = values.length <= SHARED_CONSTANT_LENGTH ? `${type}[${shape}]${Array.from(values)}` : null;
    const known = key === null ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `c${this.#count++}`;
    this.#initializers.push({ name, dims: [...shape], dataType: ONNX_TYPE[type], rawData: rawBytes(values, type) });
    if (key !== null) this.#constants.set(key, name);
    return name;
  }

  scalar(value: number): string {
    return this.constant([value], [], 'float32');
  }

  /** A list of 64-bit integers, the form in which ONNX takes shapes, axes and sizes. */
  ints(values: readonly number[]): string {
    return this.constant(values, [values.length], 'int64');
  }

  /** Adds a node with one output and returns the output's name. An empty input name leaves an optional input out. */
  op(opType: string, inputs: readonly string[], attributes: Record<string, AttributeValue> = {}): string {
    return this.#add(opType, inputs, attributes, 1)[0]!;
  }

  /** Adds a node with several outputs. */
  multiOp(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Record<string, AttributeValue> = {},
  ): string[] {
    return this.#add(opType, inputs, attributes, outputs);
  }

  /**
   * Cuts a value into pieces along an axis, in several steps where there are many: on WebGPU each piece is a buffer of the same
   * program, and eight buffers is what every device has.
   */
  split(value: string, sizes: readonly number[], axis: number): string[] {
    if (sizes.length === 1) return [value];
    if (sizes.length <= SPLIT_MAX) return this.multiOp('Split', [value, this.ints(sizes)], sizes.length, { axis });
    const [first, rest] = [sizes.slice(0, SPLIT_MAX - 1), sizes.slice(SPLIT_MAX - 1)];
    const restSize = rest.reduce((sum, size) => sum + size, 0);
    const pieces = this.multiOp('Split', [value, this.ints([...first, restSize])], SPLIT_MAX, { axis });
    return [...pieces.slice(0, -1), ...this.split(pieces.at(-1)!, rest, axis)];
  }

  reshape(value: string, shape: readonly number[]): string {
    return this.op('Reshape', [value, this.ints(shape)]);
  }

  /** The bytes of the `.onnx` file. */
  encode(): Uint8Array {
    const called = (value: string) => this.#outputNames.get(value) ?? value;
    const nodes = this.#nodes.map((node) => ({
      ...node,
      input: node.input.map(called),
      output: node.output.map(called),
    }));
    return encodeModel({
      irVersion: IR_VERSION,
      producerName: 'inkroom',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: this.#name,
        node: nodes,
        initializer: this.#initializers,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
  }

  #add(opType: string, inputs: readonly string[], attributes: Record<string, AttributeValue>, count: number): string[] {
    const output = Array.from({ length: count }, () => `v${this.#count++}`);
    for (const value of output) this.#results.add(value);
    this.#nodes.push({
      name: `${opType}_${this.#nodes.length}`,
      opType,
      input: [...inputs],
      output,
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return output;
  }
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: [...value] };
}

function valueInfo(name: string, type: OnnxType, shape: readonly Dimension[]): ValueInfoProto {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ONNX_TYPE[type], shape: { dim } } } };
}

function rawBytes(values: ConstantValues, type: OnnxType): Uint8Array {
  const array = typedArray(values, type);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();
}

function typedArray(values: ConstantValues, type: OnnxType) {
  switch (type) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(Array.from(values, BigInt));
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
  }
}
