import type { KernelLowering, Lowered, Lowering } from './lowering.js';
import { windowFactors } from './phases.js';
import type { TracedNode } from './trace-graph.js';

/** Max pooling over windows side by side, on phases. */
export const POOLING_LOWERINGS: Record<string, KernelLowering> = { MaxPool: maxPool, MaxPoolGrad: maxPoolGrad };

function maxPool(node: TracedNode, lowering: Lowering): Lowered[] {
  const { graph } = lowering;
  const parts = lowering.phases(node.inputs.x!, windowFactors(node));
  const rows = graph.op('Max', parts);
  return [{ layout: 'plain', name: graph.reshape(rows, node.outputs[0]!.shape) }];
}

/**
 * Hands each window's gradient to the pixel that held its maximum, the first one where several did: what has been handed
 * out is taken off the rest.
 */
function maxPoolGrad(node: TracedNode, lowering: Lowering): Lowered[] {
  const { graph } = lowering;
  const { dy, input, output } = node.inputs;
  const factors = windowFactors(node);
  const maximum = lowering.rows(output!);
  const parts = lowering.phases(input!, factors);
  const zero = graph.scalar(0);
  let rest = lowering.rows(dy!);
  const gradients = parts.map((part, i) => {
    // What nobody else took belongs to the last one.
    if (i === parts.length - 1) return rest;
    const hit = graph.op('Equal', [part, maximum]);
    const taken = graph.op('Where', [hit, rest, zero]);
    rest = graph.op('Sub', [rest, taken]);
    return taken;
  });
  return [{ layout: 'phases', parts: gradients, factors }];
}
