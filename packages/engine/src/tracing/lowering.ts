import type { OnnxGraph } from './onnx-graph.js';
import { type Factors, plannedPhases, sameFactors, tiles, WHOLE, wholeWindows } from './phases.js';
import { sizeOf, type TracedNode, type TracedTensor } from './trace-graph.js';

/**
 * How a traced tensor lies in the ONNX graph.
 * - `plain`: one value of the tensor's own shape.
 * - `phases`: an image batch [b, h * fy, w * fx, c] cut into fy * fx values [b * h * w, c], the pixels at the same place of
 *   every fy x fx window together (a polyphase decomposition). A pooling is then an elementwise maximum of its parts,
 *   and its gradient an elementwise selection, with no pixel moved. Pixels at the right and at the bottom that fill no
 *   window are in no part: they are zero (a pooling's gradient) or read by nobody (see `plannedPhases`).
 */
export type Lowered =
  | { layout: 'plain'; name: string }
  | { layout: 'phases'; parts: readonly string[]; factors: Factors };

/** Writes one kernel's ONNX form; returns where each of its outputs lies. */
export type KernelLowering = (node: TracedNode, lowering: Lowering) => Lowered[];

/** Lowers tensors on demand, each once. */
export class Lowering {
  readonly #lowered = new Map<TracedTensor, Lowered>();
  readonly #memo = new Map<string, string>();
  readonly #kernels: Readonly<Record<string, KernelLowering>>;
  readonly #phased: ReadonlyMap<TracedTensor, Factors>;

  constructor(
    readonly graph: OnnxGraph,
    kernels: Readonly<Record<string, KernelLowering>>,
    outputs: readonly TracedTensor[],
  ) {
    this.#kernels = kernels;
    this.#phased = plannedPhases(outputs);
  }

  /** The phases that a tensor is wanted in, or null when it is to lie plainly. */
  wantedPhases(tensor: TracedTensor): Factors | null {
    return this.#phased.get(tensor) ?? null;
  }

  lower(tensor: TracedTensor): Lowered {
    const known = this.#lowered.get(tensor);
    if (known) return known;
    if (tensor.inputName !== undefined) return this.#keep(tensor, { layout: 'plain', name: tensor.inputName });
    if (tensor.values) {
      const name = this.graph.constant(tensor.values, tensor.shape, tensor.dtype);
      return this.#keep(tensor, { layout: 'plain', name });
    }
    const node = tensor.producer!;
    const lowerNode = this.#kernels[node.kernel];
    if (!lowerNode) throw new Error(`The kernel ${node.kernel} has no ONNX form`);
    const results = lowerNode(node, this);
    for (const [i, output] of node.outputs.entries()) this.#keep(output, results[i]!);
    return this.#lowered.get(tensor)!;
  }

  /** The tensor as one value of its own shape. */
  plain(tensor: TracedTensor): string {
    const lowered = this.lower(tensor);
    if (lowered.layout === 'plain') return lowered.name;
    return this.memo(`plain ${lowered.parts}`, () => this.#joinPhases(lowered.parts, lowered.factors, tensor.shape));
  }

  /** An image batch as rows of pixels [b * h * w, c]. */
  rows(tensor: TracedTensor): string {
    const channels = tensor.shape.at(-1)!;
    const name = this.plain(tensor);
    return this.memo(`rows ${name}`, () => this.graph.reshape(name, [sizeOf(tensor.shape) / channels, channels]));
  }

  /** An image batch as it lies: in phases, or as one block of rows. */
  parts(tensor: TracedTensor): { parts: readonly string[]; factors: Factors } {
    const lowered = this.lower(tensor);
    return lowered.layout === 'phases' ? lowered : { parts: [this.rows(tensor)], factors: WHOLE };
  }

  /** An image batch in phases. */
  phases(tensor: TracedTensor, factors: Factors): readonly string[] {
    const lowered = this.lower(tensor);
    if (lowered.layout === 'phases' && sameFactors(lowered.factors, factors)) return lowered.parts;
    const [batch, , , channels] = tensor.shape as [number, number, number, number];
    const { y: h, x: w } = wholeWindows(tensor.shape, factors);
    const whole = tiles(tensor.shape, factors)
      ? this.plain(tensor)
      : this.graph.op('Slice', [
          this.plain(tensor),
          this.graph.ints([0, 0]),
          this.graph.ints([h * factors.y, w * factors.x]),
          this.graph.ints([1, 2]),
        ]);
    const cut = this.graph.reshape(whole, [batch, h, factors.y, w, factors.x, channels]);
    const moved = this.graph.op('Transpose', [cut], { perm: [2, 4, 0, 1, 3, 5] });
    const count = factors.y * factors.x;
    const flat = this.graph.reshape(moved, [count * batch * h * w, channels]);
    return this.graph.split(flat, new Array<number>(count).fill(batch * h * w), 0);
  }

  /** The name that `make` returned when it was first asked for under this key. */
  memo(key: string, make: () => string): string {
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.#memo.set(key, name);
    return name;
  }

  #joinPhases(parts: readonly string[], factors: Factors, shape: readonly number[]): string {
    const [batch, height, width, channels] = shape as [number, number, number, number];
    const { y: h, x: w } = wholeWindows(shape, factors);
    const joined = this.graph.op('Concat', parts, { axis: 0 });
    const cut = this.graph.reshape(joined, [factors.y, factors.x, batch, h, w, channels]);
    const moved = this.graph.op('Transpose', [cut], { perm: [2, 3, 0, 4, 1, 5] });
    const whole = this.graph.reshape(moved, [batch, h * factors.y, w * factors.x, channels]);
    if (tiles(shape, factors)) return whole;
    const rest = this.graph.ints([0, 0, 0, 0, 0, height - h * factors.y, width - w * factors.x, 0]);
    return this.graph.op('Pad', [whole, rest]);
  }

  #keep(tensor: TracedTensor, lowered: Lowered): Lowered {
    this.#lowered.set(tensor, lowered);
    return lowered;
  }
}
