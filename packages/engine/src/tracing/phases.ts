import { nodesBehind, sameShape, type TracedNode, type TracedTensor } from './trace-graph.js';

/** Height and width of the windows that the phases are taken of. */
export interface Factors {
  y: number;
  x: number;
}

/** An image uncut. */
export const WHOLE: Factors = { y: 1, x: 1 };

export function sameFactors(a: Factors, b: Factors): boolean {
  return a.y === b.y && a.x === b.x;
}

/** Window of a pooling node. */
export function windowFactors(node: TracedNode): Factors {
  const size = node.attributes.filterSize as number | [number, number];
  return typeof size === 'number' ? { y: size, x: size } : { y: size[0], x: size[1] };
}

/**
 * Height and width of an image batch [b, h, w, c] in whole windows. Pixels left over at the right and at the bottom are in no
 * window and in no phase.
 */
export function wholeWindows(shape: readonly number[], factors: Factors): Factors {
  const [, height, width] = shape as [number, number, number, number];
  return { y: Math.floor(height / factors.y), x: Math.floor(width / factors.x) };
}

/** Whether windows cover an image batch without a rest. */
export function tiles(shape: readonly number[], factors: Factors): boolean {
  const [, height, width] = shape as [number, number, number, number];
  return height % factors.y === 0 && width % factors.x === 0;
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
  'Square',
  'Step',
  'Tanh',
  'Sigmoid',
]);

/**
 * Decides which images lie in phases: those that a pooling reads, and what they are made from by elementwise kernels, back to
 * the convolution, which can write its result in any order at no cost. Where the windows leave a rest over, only an image
 * that nothing but the pooling reads does: its rest need never be computed.
 */
export function plannedPhases(outputs: readonly TracedTensor[]): Map<TracedTensor, Factors> {
  const planned = new Map<TracedTensor, Factors>();
  const nodes = nodesBehind(outputs);
  const mark = (tensor: TracedTensor, factors: Factors) => {
    if (planned.has(tensor)) return;
    if (!tiles(tensor.shape, factors) && !nodes.every((node) => readsWindowsAlone(node, tensor, factors))) return;
    planned.set(tensor, factors);
    const producer = tensor.producer;
    if (!producer || !ELEMENTWISE_KERNELS.has(producer.kernel)) return;
    for (const input of Object.values(producer.inputs)) {
      if (sameShape(input.shape, tensor.shape)) mark(input, factors);
    }
  };
  for (const node of nodes) if (node.kernel === 'MaxPool') mark(node.inputs.x!, windowFactors(node));
  return planned;
}

/** Whether all that a node reads of a tensor, if anything, is in whole windows. */
function readsWindowsAlone(node: TracedNode, tensor: TracedTensor, factors: Factors): boolean {
  return Object.entries(node.inputs).every(
    ([name, read]) =>
      read !== tensor || (WINDOWED_INPUTS[node.kernel] === name && sameFactors(windowFactors(node), factors)),
  );
}
const WINDOWED_INPUTS: Readonly<Record<string, string>> = { MaxPool: 'x', MaxPoolGrad: 'input' };
