import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { trace } from './trace-backend.js';
import { nodesBehind } from './trace-graph.js';

describe('trace', () => {
  beforeAll(async () => {
    tf.enableProdMode();
    await tf.setBackend('cpu');
  });

  it('writes down what runs instead of running it', async () => {
    const kernels = await trace(({ input, traced }) => {
      const x = input('x', [2, 3], 'float32');
      const y = tf.sum(tf.relu(tf.add(x, 1)), 1);
      expect(y.shape).toEqual([2]);
      return nodesBehind([traced(y)]).map((node) => node.kernel);
    });
    expect(kernels).toEqual(['Add', 'Relu', 'Sum']);
  });

  it('refuses to read a value that will only be known when the graph runs', async () => {
    const reading = trace(({ input }) => tf.square(input('x', [1], 'float32')).dataSync());
    await expect(reading).rejects.toThrow(/must not read/);
  });

  it('refuses a kernel that it cannot write down', async () => {
    await expect(trace(({ input }) => tf.erf(input('x', [1], 'float32')))).rejects.toThrow(/Erf/);
  });

  it('gives the backend back, also after a failure', async () => {
    await trace(() => null);
    expect(tf.getBackend()).toBe('cpu');
    const failing = trace(() => {
      throw new Error('in the step');
    });
    await expect(failing).rejects.toThrow('in the step');
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.add(1, 2).dataSync()[0]).toBe(3);
  });
});
