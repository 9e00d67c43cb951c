import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it, vi } from 'vitest';
import { OnnxGraph } from './onnx-graph.js';

const PAIR = [2];

/** What leaves a graph that reads the pair (1, 2) as `x`. */
async function run(graph: OnnxGraph): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(graph.encode());
  const outputs = await session.run({ x: new Tensor('float32', [1, 2], PAIR) });
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...(data as Float32Array)]]));
}

describe('an ONNX graph', () => {
  it('hands a value out under its name, read within the graph or not, before or after', async () => {
    const graph = new OnnxGraph('read');
    const x = graph.input('x', 'float32', PAIR);
    const square = graph.op('Mul', [x, x]);
    const before = graph.op('Neg', [square]);
    graph.output('square', square, 'float32', PAIR);
    graph.output('before', before, 'float32', PAIR);
    graph.output('after', graph.op('Add', [square, before]), 'float32', PAIR);
    expect(graph.nodeCount).toBe(3);
    expect(await run(graph)).toEqual({ square: [1, 4], before: [-1, -4], after: [0, 0] });
  });

  it('hands out what it was given, a constant, and a value under two names', async () => {
    const graph = new OnnxGraph('passed on');
    const x = graph.input('x', 'float32', PAIR);
    const negative = graph.op('Neg', [x]);
    graph.output('same', x, 'float32', PAIR);
    graph.output('constant', graph.constant([3, 4], PAIR, 'float32'), 'float32', PAIR);
    graph.output('once', negative, 'float32', PAIR);
    graph.output('twice', negative, 'float32', PAIR);
    expect(await run(graph)).toEqual({ same: [1, 2], constant: [3, 4], once: [-1, -2], twice: [-1, -2] });
  });

  it.each([2, 8, 60])(
    'cuts a value into %i pieces with no node of more than eight buffers, a GPU’s least',
    async (count) => {
      const graph = new OnnxGraph('cut');
      const x = graph.input('x', 'float32', PAIR);
      const long = graph.op('Concat', new Array<string>(count).fill(x), { axis: 0 });
      const cuts = vi.spyOn(graph, 'multiOp');
      const pieces = graph.split(long, new Array<number>(count).fill(2), 0);
      for (const [i, piece] of pieces.entries()) graph.output(`y${i}`, graph.op('Neg', [piece]), 'float32', PAIR);
      expect(Object.values(await run(graph))).toEqual(new Array(count).fill([-1, -2]));
      for (const [, , outputs] of cuts.mock.calls) expect(outputs).toBeLessThan(8);
      expect(cuts).toHaveBeenCalled();
    },
  );
});
