/** Element types that a traced training step may use. */
export type TracedType = 'float32' | 'int32' | 'bool';
export type TracedValues = Float32Array | Int32Array | Uint8Array;

/** A tensor of the trace: known only by shape and type, unless it is a constant. */
export interface TracedTensor {
  readonly shape: readonly number[];
  readonly dtype: TracedType;
  /** What computes it; null for inputs and constants. */
  producer: TracedNode | null;
  /** Name of the graph input that it stands for. */
  readonly inputName?: string;
  /** Values of a constant. */
  readonly values?: TracedValues;
}

/** One TensorFlow.js kernel that ran while tracing: what it read and what it would have made. */
export interface TracedNode {
  /** Counts the nodes of a trace in the order in which they ran. */
  readonly order: number;
  readonly kernel: string;
  /** By the kernel's argument names; a kernel that takes a list has the keys 0, 1, 2, ... */
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly TracedTensor[];
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}

/** The nodes that the given tensors need, in the order in which they ran: each after the nodes it reads from. */
export function nodesBehind(tensors: readonly TracedTensor[]): TracedNode[] {
  const found = new Set<TracedNode>();
  const open = tensors.map((tensor) => tensor.producer);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!node || found.has(node)) continue;
    found.add(node);
    for (const input of Object.values(node.inputs)) open.push(input.producer);
  }
  return [...found].sort((a, b) => a.order - b.order);
}
