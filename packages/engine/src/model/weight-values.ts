import type { Artifact } from './artifact.js';

/**
 * An artefact's weights, one array a weight, in the order of `model.getWeights()`.
 * @throws RangeError when the bytes do not add up to what the specs say
 */
export function weightValues({ weights, weightSpecs }: Pick<Artifact, 'weights' | 'weightSpecs'>): Float32Array[] {
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  const sizes = weightSpecs.map(({ shape }) => shape.reduce((size, side) => size * side, 1));
  const total = sizes.reduce((sum, size) => sum + size, 0) * bytes;
  if (total !== weights.byteLength)
    throw new RangeError(`Weights of ${weights.byteLength} bytes where ${total} belong`);
  // A copy, because the bytes need not lie at a multiple of four (and a Buffer's own `slice` is none).
  const values = new Float32Array(new Uint8Array(weights).buffer);
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return values.subarray(end - size, end);
  });
}
