import * as tf from '@tensorflow/tfjs';

/** Puts flat values into a model; false when they are not of its sizes. */
export function setWeights(model: tf.LayersModel, values: readonly Float32Array[]): boolean {
  const shapes = model.getWeights().map((weight) => weight.shape);
  const fits =
    shapes.length === values.length &&
    shapes.every((shape, i) => shape.reduce((size, side) => size * side, 1) === values[i]!.length);
  if (!fits) return false;
  const tensors = values.map((value, i) => tf.tensor(value, shapes[i]!));
  model.setWeights(tensors);
  tf.dispose(tensors);
  return true;
}
