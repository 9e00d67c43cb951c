import { sameShape, type TracedNode, type TracedTensor } from './trace-graph.js';

/** Height and width of the windows that the phases are taken of. */
export interface Factors {
  y: number;
  x: number;
}

export function sameFactors(a: Factors, b: Factors): boolean {
  return a.y === b.y && a.x === b.x;
}

/** Window of a pooling node. */
export function windowFactors(node: TracedNode): Factors {
  const size = node.attributes.filterSize as number | [number, number];
  return typeof size === 'number' ? { y: size, x: size } : { y: size[0], x: size[1] };
}

/** Kernels that work on each value by itself, so that they can work on phases as well as on a plain tensor. */
export const ELEMENTWISE_KERNELS = new Set([
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Maximum',
  'Minimum',
  'Relu',
  'Step',
  'Tanh',
  'Sigmoid',
]);

/**
 * Decides which images lie in phases: those that a pooling reads, and what they are made from by elementwise kernels, back to
 * the convolution, which can write its result in any order at no cost.
 */
export function plannedPhases(outputs: readonly TracedTensor[]): Map<TracedTensor, Factors> {
  const planned = new Map<TracedTensor, Factors>();
  const seen = new Set<TracedNode>();
  const mark = (tensor: TracedTensor, factors: Factors) => {
    if (planned.has(tensor)) return;
    planned.set(tensor, factors);
    const producer = tensor.producer;
    if (!producer || !ELEMENTWISE_KERNELS.has(producer.kernel)) return;
    for (const input of Object.values(producer.inputs)) {
      if (sameShape(input.shape, tensor.shape)) mark(input, factors);
    }
  };
  const visit = (node: TracedNode | null) => {
    if (!node || seen.has(node)) return;
    seen.add(node);
    if (node.kernel === 'MaxPool') mark(node.inputs.x!, windowFactors(node));
    for (const input of Object.values(node.inputs)) visit(input.producer);
  };
  for (const output of outputs) visit(output.producer);
  return planned;
}
