/** Weights of a model of ten outputs as the beginning of one of eleven. */
import { DIGITS, NO_DIGIT, type OutputCount } from '@inkroom/shared';

/** What an output that has learnt nothing yet starts from: a few per cent beside the ten that have. */
const FIRST_BIAS = -3;

/**
 * @param weights in the order of the layers; the last two are the last layer's, [units, outputs] and [outputs]
 * @returns them as they are where they have as many outputs
 */
export function widened(weights: readonly Float32Array[], outputs: OutputCount = DIGITS.length): Float32Array[] {
  const [kernel, bias] = [weights.at(-2)!, weights.at(-1)!];
  if (bias.length === outputs) return [...weights];
  const units = kernel.length / bias.length;
  const wide = new Float32Array(units * outputs);
  for (let unit = 0; unit < units; unit++) {
    wide.set(kernel.subarray(unit * bias.length, (unit + 1) * bias.length), unit * outputs);
  }
  const biases = new Float32Array(outputs);
  biases.set(bias);
  biases[NO_DIGIT] = FIRST_BIAS;
  return [...weights.slice(0, -2), wide, biases];
}
