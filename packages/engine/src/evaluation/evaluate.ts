import { CodedException, codedError, IMAGE_SIZE, type PartEvaluation } from '@inkroom/shared';
import type { LabelledImages } from '../data/dataset.js';
import { toUnit } from '../data/pixels.js';
import type { Recogniser } from '../engines/onnx-recogniser.js';
import { type Predicted, Tally } from './tally.js';

/** Images of one chunk: some tens of milliseconds for the notebook's CNN, so that a cancel is obeyed at once. */
const CHUNK = 256;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

export interface EvaluateOptions {
  signal?: AbortSignal;
  /** Called after each chunk with how many images are done. */
  onProgress?: (done: number) => void;
  /** Called for each image that was read wrongly, by its index. */
  onMistake?: (index: number, predicted: Predicted) => void;
}

/**
 * Measures a recogniser on images of digits, chunk by chunk: by the ten scores of digits, whatever else it says.
 * @returns null when the signal was aborted
 * @throws CodedException `scores_invalid` when one of its scores is no number, as with huge weights
 */
export async function evaluate(
  recogniser: Pick<Recogniser, 'predict'>,
  { images, labels, size }: Pick<LabelledImages, 'images' | 'labels' | 'size'>,
  { signal, onProgress, onMistake }: EvaluateOptions = {},
): Promise<PartEvaluation | null> {
  const tally = new Tally();
  for (let start = 0; start < size; start += CHUNK) {
    if (signal?.aborted) return null;
    const count = Math.min(CHUNK, size - start);
    const input = new Float32Array(count * PIXELS);
    toUnit(images.subarray(start * PIXELS, (start + count) * PIXELS), input);
    const scores = await recogniser.predict(input, count);
    if (!scores.every(Number.isFinite)) throw new CodedException(codedError('scores_invalid'));
    const outputs = scores.length / count;
    for (let i = 0; i < count; i++) {
      const truth = labels[start + i]!;
      const predicted = tally.add(truth, scores.subarray(i * outputs, (i + 1) * outputs));
      if (predicted.read !== truth) onMistake?.(start + i, predicted);
    }
    onProgress?.(start + count);
  }
  return tally.result();
}
