import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { lowerTrace } from './lower-trace.js';
import { trace } from './trace-backend.js';
import { sizeOf } from './trace-graph.js';

const IMAGES = [2, 7, 7, 1] as const;
const FILTER = [3, 3, 1, 2] as const;

/** What the images are and what the filter's gradient is, of a loss that reads an image in whole windows and as it is. */
function step(images: tf.Tensor4D, filter: tf.Tensor4D) {
  const loss = (filter: tf.Tensor4D) => {
    const image = tf.conv2d(images, filter, 1, 'valid');
    const pooled = tf.maxPool(image, 2, 2, 'valid');
    return tf.add(tf.sum(tf.mul(pooled, pooled)), tf.sum(tf.mul(image, image))) as tf.Scalar;
  };
  const { value, grad } = tf.valueAndGrad(loss)(filter);
  return { loss: value, gradient: grad };
}

describe('lowerTrace', () => {
  beforeAll(async () => {
    tf.enableProdMode();
    await tf.setBackend('cpu');
  });

  it('leaves nothing out that lies beside a pool’s windows where something else reads it', async () => {
    const random = seededRandom(1);
    const values = (shape: readonly number[]) => Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.5);
    const [images, filter] = [values(IMAGES), values(FILTER)];
    const expected = step(tf.tensor(images, [...IMAGES]), tf.tensor(filter, [...FILTER]));
    const graph = await trace(({ input, traced }) => {
      const inputs = {
        images: input('images', [...IMAGES], 'float32'),
        filter: input('filter', [...FILTER], 'float32'),
      };
      const { loss, gradient } = step(inputs.images as tf.Tensor4D, inputs.filter as tf.Tensor4D);
      return lowerTrace(
        'step',
        Object.entries(inputs).map(([name, tensor]) => ({ name, tensor: traced(tensor) })),
        [
          { name: 'loss', tensor: traced(loss) },
          { name: 'gradient', tensor: traced(gradient) },
        ],
      );
    });
    const session = await InferenceSession.create(graph.encode());
    const found = await session.run({
      images: new Tensor('float32', images, IMAGES),
      filter: new Tensor('float32', filter, FILTER),
    });
    await session.release();
    for (const name of ['loss', 'gradient'] as const) {
      const exact = expected[name].dataSync();
      for (const [i, value] of (found[name]!.data as Float32Array).entries()) expect(value).toBeCloseTo(exact[i]!, 4);
    }
  });
});
