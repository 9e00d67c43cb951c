import { LOWERINGS } from './lower-kernels.js';
import { Lowering } from './lowering.js';
import { OnnxGraph } from './onnx-graph.js';
import type { TracedTensor } from './trace-graph.js';
import { rewriteTrace } from './trace-rewrites.js';

/** A named result of the graph. */
export interface TraceOutput {
  name: string;
  tensor: TracedTensor;
}

/** Writes what `outputs` need as an ONNX graph; nothing else of the trace gets into it. */
export function lowerTrace(
  name: string,
  inputs: readonly { name: string; tensor: TracedTensor }[],
  outputs: readonly TraceOutput[],
): OnnxGraph {
  const graph = new OnnxGraph(name);
  for (const input of inputs) graph.input(input.name, input.tensor.dtype, input.tensor.shape);
  const resolve = rewriteTrace(outputs.map(({ tensor }) => tensor));
  const results = outputs.map(({ tensor }) => resolve(tensor));
  const lowering = new Lowering(graph, LOWERINGS, results);
  for (const [i, { name, tensor }] of outputs.entries()) {
    graph.output(name, lowering.plain(results[i]!), tensor.dtype, tensor.shape);
  }
  return graph;
}
