import { BATCH_NORM_EPSILON } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';

/**
 * Batch normalisation (Ioffe and Szegedy 2015): each channel is brought to mean 0 and variance 1 over the batch, then scaled
 * by gamma and shifted by beta, which are trained. Inference has no batch: it uses moving averages of both statistics.
 */
export const BATCH_NORM = {
  epsilon: BATCH_NORM_EPSILON,
  /**
   * What a step leaves of the moving averages. tf.layers' 0.99 looks a hundred steps back, at what was another model early in a
   * run: after 200 steps such a model reads 12 % of MNIST's test set, with 0.9 it is 96 % (decision 0011).
   */
  momentum: 0.9,
} as const;

export function isBatchNorm(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === 'BatchNormalization';
}

/**
 * A batch-normalisation layer's output in training. Its moving mean and variance are left as they are after the step.
 * @param x [batch, ..., channels]
 */
export function normaliseBatch(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const { epsilon, momentum } = layer.getConfig() as { epsilon: number; momentum: number };
  const [gamma, beta] = layer.trainableWeights.map((weight) => weight.read());
  const axes = leadingAxes(x);
  const mean = tf.mean(x, axes);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), axes);
  for (const [i, average] of layer.nonTrainableWeights.entries()) {
    const before = average.read();
    const value = i === 0 ? mean : variance;
    average.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - momentum)));
  }
  const deviation = tf.sqrt(tf.add(variance, epsilon));
  return normalised(x, gamma!, beta!, { centred, deviation });
}

/**
 * gamma * centred / deviation + beta. The gradient is the paper's: mean and deviation are functions of x, and left to
 * TensorFlow.js each of their sums would be spread over the image again.
 */
function normalised(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  parts: Record<'centred' | 'deviation', tf.Tensor>,
) {
  const count = x.size / gamma.size;
  const axes = leadingAxes(x);
  const apply = tf.customGrad((...inputs) => {
    const [, gamma, beta, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const scale = tf.div(gamma, parts.deviation);
    save([parts.centred, parts.deviation, scale]);
    return {
      value: tf.add(tf.mul(parts.centred, scale), beta),
      gradFunc: (dy, saved) => {
        const [centred, deviation, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const betaGradient = tf.sum(dy, axes);
        const gammaGradient = tf.div(tf.sum(tf.mul(dy, centred), axes), deviation);
        const alongX = tf.mul(centred, tf.div(gammaGradient, tf.mul(deviation, count)));
        const xGradient = tf.mul(tf.sub(tf.sub(dy, tf.div(betaGradient, count)), alongX), scale);
        return [xGradient, gammaGradient, betaGradient];
      },
    };
  });
  return apply(x, gamma, beta);
}

/** All but the last. */
function leadingAxes({ rank }: tf.Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}
