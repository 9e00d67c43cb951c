import { DIGITS, IMAGE_SIZE, type VersionMetrics } from '@inkroom/shared';
import type { LabelledImages } from './dataset.js';
import type { Recogniser } from './onnx-recogniser.js';
import { toUnit } from './pixels.js';

/** Images of one chunk: some tens of milliseconds for the notebook's CNN, so that a cancel is obeyed at once. */
const CHUNK = 256;
/** The least float32 above zero that is not a denormal: a probability that was rounded to zero has a finite loss. */
const LEAST_PROBABILITY = 1.1754943508222875e-38;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

export interface EvaluateOptions {
  signal?: AbortSignal;
  /** Called after each chunk with how many images are done. */
  onProgress?: (done: number) => void;
}

/**
 * Measures a recogniser on labelled images, chunk by chunk.
 * @returns accuracy, mean cross-entropy in nats and each digit's share of right answers (0 for a digit that does not occur),
 *   or null when the signal was aborted
 */
export async function evaluate(
  recogniser: Recogniser,
  { images, labels, size }: LabelledImages,
  { signal, onProgress }: EvaluateOptions = {},
): Promise<VersionMetrics | null> {
  const right = new Array<number>(DIGITS.length).fill(0);
  const seen = new Array<number>(DIGITS.length).fill(0);
  let loss = 0;
  for (let start = 0; start < size; start += CHUNK) {
    if (signal?.aborted) return null;
    const count = Math.min(CHUNK, size - start);
    const input = new Float32Array(count * PIXELS);
    toUnit(images.subarray(start * PIXELS, (start + count) * PIXELS), input);
    const scores = await recogniser.predict(input, count);
    for (let i = 0; i < count; i++) {
      const label = labels[start + i]!;
      const own = scores.subarray(i * DIGITS.length, (i + 1) * DIGITS.length);
      seen[label]!++;
      if (indexOfMax(own) === label) right[label]!++;
      loss -= Math.log(Math.max(own[label]!, LEAST_PROBABILITY));
    }
    onProgress?.(start + count);
  }
  return {
    testAccuracy: size > 0 ? right.reduce((sum, count) => sum + count, 0) / size : 0,
    testLoss: size > 0 ? loss / size : 0,
    perClass: right.map((count, digit) => (seen[digit]! > 0 ? count / seen[digit]! : 0)),
  };
}

function indexOfMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
