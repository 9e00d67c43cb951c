import type { Lowering } from './lowering.js';
import type { TracedNode } from './trace-graph.js';

const FUSED_ACTIVATIONS: Record<string, string> = { relu: 'Relu', sigmoid: 'Sigmoid', tanh: 'Tanh' };

/** The activation that a fused kernel ends in. */
export function activated(name: string, node: TracedNode, lowering: Lowering): string {
  const activation = (node.attributes.activation ?? 'linear') as string;
  if (activation === 'linear') return name;
  const opType = FUSED_ACTIVATIONS[activation];
  if (!opType) throw new Error(`The fused activation ${activation} has no ONNX form`);
  return lowering.graph.op(opType, [name]);
}
