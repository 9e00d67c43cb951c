import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { lowerTrace } from './lower-trace.js';
import type { OnnxGraph } from './onnx-graph.js';
import { trace } from './trace-backend.js';
import { sizeOf } from './trace-graph.js';

type Shapes<Name extends string> = Record<Name, readonly number[]>;
type Step<Name extends string> = (inputs: Record<Name, tf.Tensor>) => Record<string, tf.Tensor>;

/** Runs a step with TensorFlow.js and as an ONNX graph on the same numbers, and expects the same of both. */
async function expectSame<Name extends string>(shapes: Shapes<Name>, step: Step<Name>): Promise<OnnxGraph> {
  const random = seededRandom(1);
  const inputs = Object.entries<readonly number[]>(shapes).map(([name, shape]) => ({
    name,
    shape: [...shape],
    values: Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.5),
  }));
  const named = <T>(make: (input: (typeof inputs)[number]) => T) =>
    Object.fromEntries(inputs.map((input) => [input.name, make(input)])) as Record<Name, T>;
  const expected = step(named(({ values, shape }) => tf.tensor(values, shape)));
  const graph = await trace(({ input, traced }) => {
    const tensors = named(({ name, shape }) => input(name, shape, 'float32'));
    const list = (of: Record<string, tf.Tensor>) =>
      Object.entries(of).map(([name, tensor]) => ({ name, tensor: traced(tensor) }));
    return lowerTrace('step', list(tensors), list(step(tensors)));
  });
  const session = await InferenceSession.create(graph.encode());
  const found = await session.run(named(({ values, shape }) => new Tensor('float32', values, shape)));
  await session.release();
  for (const [name, tensor] of Object.entries(expected)) {
    const exact = tensor.dataSync();
    for (const [i, value] of (found[name]!.data as Float32Array).entries()) expect(value).toBeCloseTo(exact[i]!, 4);
  }
  return graph;
}

describe('lowerTrace', () => {
  beforeAll(async () => {
    tf.enableProdMode();
    await tf.setBackend('cpu');
  });

  it('leaves nothing out that lies beside a pool’s windows where something else reads it', async () => {
    await expectSame({ images: [2, 7, 7, 1], filter: [3, 3, 1, 2] }, ({ images, filter }) => {
      const loss = (filter: tf.Tensor4D) => {
        const image = tf.conv2d(images as tf.Tensor4D, filter, 1, 'valid');
        const pooled = tf.maxPool(image, 2, 2, 'valid');
        return tf.add(tf.sum(tf.mul(pooled, pooled)), tf.sum(tf.mul(image, image))) as tf.Scalar;
      };
      const { value, grad } = tf.valueAndGrad(loss)(filter as tf.Tensor4D);
      return { loss: value, gradient: grad };
    });
  });

  /** The gradient of a convolution's input, when the gradient of its output is given. */
  const inputGradient =
    (strides: number, pad: 'same' | 'valid', windows = 1): Step<'image' | 'filter'> =>
    ({ image, filter }) => ({
      gradient: tf.grad((x: tf.Tensor) => {
        const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
        return tf.sum(tf.square(windows === 1 ? y : tf.maxPool(y, windows, windows, 'valid')));
      })(image),
    });

  it.each([
    { what: 'of every row for itself', filter: 3, strides: 1, pad: 'valid' },
    { what: 'of padded images', filter: 3, strides: 1, pad: 'same' },
    { what: 'of images padded more below than above', filter: 2, strides: 1, pad: 'same' },
    { what: 'of rows that take turns', filter: 3, strides: 2, pad: 'same' },
    { what: 'of rows that nothing reads', filter: 2, strides: 3, pad: 'valid' },
    { what: 'in windows', filter: 4, strides: 1, pad: 'valid', windows: 2 },
    { what: 'in windows that leave a rest', filter: 3, strides: 1, pad: 'valid', windows: 2 },
  ] as const)('has the gradient of a convolution’s input, $what', async ({ filter, strides, pad, ...rest }) => {
    const shapes = { image: [2, 9, 7, 3], filter: [filter, filter, 3, 2] };
    await expectSame(shapes, inputGradient(strides, pad, 'windows' in rest ? rest.windows : 1));
  });

  it('sums nothing up with ScatterND, in which ONNX Runtime’s threads lose values', async () => {
    const graph = await expectSame({ image: [1, 9, 7, 3], filter: [3, 3, 3, 2] }, inputGradient(1, 'same'));
    expect(Buffer.from(graph.encode()).includes('ScatterND')).toBe(false);
  });
});
