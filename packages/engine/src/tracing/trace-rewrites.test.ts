import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../model/architectures.js';
import { shippedModels } from '../model/shipped-models.js';
import { compileStep } from './compile-step.js';
import { trace } from './trace-backend.js';
import { nodesBehind, type TracedNode, type TracedTensor } from './trace-graph.js';
import { rewriteTrace } from './trace-rewrites.js';

describe('rewriteTrace', () => {
  beforeAll(async () => {
    tf.enableProdMode();
    await tf.setBackend('cpu');
  });

  /**
   * Nodes of the ONNX graph of one training step. With no rule applied they are 75, 267, 363 and 297.
   *
   * An image before a pool is one value for each place in the pool's window: 4 where it is 2 x 2, 16 where it is 4 x 4. What
   * works on each pixel is written once for each of them. The rules take five such operations to the pooled image, which is
   * one value: the bias, the ReLU, the ReLU's gate, the product with the gate, and the sum for the bias' gradient. That is about
   * 5 x 3 nodes less for each pool of 2 x 2 (two in `cnn` and `drawn`, one in `compact`), and 5 x 15 less for the pool of
   * 4 x 4 in `compact`. `mlp` has no pool: one product and its bias become one node, as in all of them.
   *
   * Fewer nodes are no fault. More are a slower step: measure it (npm run bench) before you write a larger number here.
   */
  const NODES = { mlp: 74, cnn: 236, compact: 272, drawn: 266 };

  it.each(['mlp', 'cnn', 'compact'] as const)(
    'keeps the traced step of %s as small as it was measured',
    async (name) => {
      expect((await compileStep(buildModel(name, 1), 32)).nodeCount).toBe(NODES[name]);
    },
  );

  it('keeps the traced step of the default model as small as it was measured', async () => {
    const { artifact } = (await shippedModels()).find(({ id }) => id === 'shipped-drawn')!;
    const model = buildModel('custom', 1, artifact.card.layers);
    expect((await compileStep(model, 32)).nodeCount).toBe(NODES.drawn);
  });

  /** What is left, after rewriting, of a pool behind a convolution with a bias and no ReLU. */
  function pooled<T>(read: (loss: TracedTensor, gradient: TracedTensor) => T): Promise<T> {
    return trace(({ input, traced }) => {
      const image = input('image', [2, 8, 8, 1], 'float32') as tf.Tensor4D;
      const filter = input('filter', [3, 3, 1, 4], 'float32') as tf.Tensor4D;
      const bias = input('bias', [4], 'float32');
      const { value, grad } = tf.valueAndGrad((each: tf.Tensor) => {
        const map = tf.add(tf.conv2d(image, each as tf.Tensor4D, 1, 'valid'), bias) as tf.Tensor4D;
        return tf.sum(tf.maxPool(map, 2, 2, 'valid')) as tf.Scalar;
      })(filter);
      const resolve = rewriteTrace([traced(value), traced(grad)]);
      return read(resolve(traced(value)), resolve(traced(grad)));
    });
  }
  const producerOf = ({ producer }: TracedTensor): TracedNode => producer!;

  it('adds a bias to the pooled image, which is smaller', async () => {
    await pooled((loss) => {
      const added = producerOf(producerOf(loss).inputs.x!);
      expect(added).toMatchObject({ kernel: 'Add', outputs: [{ shape: [2, 3, 3, 4] }] });
      const pool = producerOf(added.inputs.a!);
      expect(pool.kernel).toBe('MaxPool');
      expect(producerOf(pool.inputs.x!).kernel).toBe('Conv2D');
    });
  });

  it('looks for the maximum before the bias, so that the image with it is never made', async () => {
    await pooled((loss, gradient) => {
      const nodes = nodesBehind([loss, gradient]);
      const [gradientOfPool, ...others] = nodes.filter(({ kernel }) => kernel === 'MaxPoolGrad');
      expect(others).toEqual([]);
      expect(producerOf(gradientOfPool!.inputs.input!).kernel).toBe('Conv2D');
      expect(nodes.filter(({ kernel }) => kernel === 'Add').map(({ outputs }) => outputs[0]!.shape)).toEqual([
        [2, 3, 3, 4],
      ]);
    });
  });
});
