import { type Digit, type Evaluation, IMAGE_SIZE, type Mistake, type VersionMetrics } from '@inkroom/shared';
import type { Dataset, LabelledImages } from '../data/dataset.js';
import type { Recogniser } from '../engines/onnx-recogniser.js';
import { evaluate } from './evaluate.js';
import type { Predicted } from './tally.js';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

export interface EvaluateModelOptions {
  /** How many wrongly read images of each part are kept. */
  mistakesMax: number;
  signal?: AbortSignal;
  /** Called after each chunk with how many images of all parts are done. */
  onProgress?: (done: number) => void;
}

/**
 * Measures a model on the test set and, where there are any, on the room's holdout samples.
 * @returns null when the signal was aborted
 * @throws CodedException `scores_invalid` when one of its scores is no number
 */
export async function evaluateModel(
  recogniser: Pick<Recogniser, 'predict'>,
  { test, holdout }: Pick<Dataset, 'test' | 'holdout'>,
  { mistakesMax, signal, onProgress }: EvaluateModelOptions,
): Promise<Evaluation | null> {
  const mistakes: Mistake[] = [];
  const measure = async (part: Mistake['part'], images: LabelledImages, before: number) => {
    const wrong: WrongAnswer[] = [];
    const result = await evaluate(recogniser, images, {
      signal,
      onProgress: (done) => onProgress?.(before + done),
      onMistake: (index, predicted) => wrong.push({ index, predicted }),
    });
    for (const { index, predicted } of surestOfEach(wrong, images.labels).slice(0, mistakesMax))
      mistakes.push(mistakeOf(part, images, index, predicted));
    return result;
  };
  const testResult = await measure('test', test, 0);
  if (!testResult) return null;
  const holdoutResult = holdout && holdout.size > 0 ? await measure('holdout', holdout, test.size) : null;
  if (signal?.aborted) return null;
  mistakes.sort((a, b) => b.confidence - a.confidence);
  return { test: testResult, holdout: holdoutResult, mistakes };
}

/** The figures by which versions are compared. */
export function metricsOf({ test, holdout }: Evaluation): VersionMetrics {
  return {
    testAccuracy: test.accuracy,
    testLoss: test.loss,
    perClass: test.perClass,
    ece: test.ece,
    ...(test.refused === undefined ? {} : { refused: test.refused }),
    holdout: holdout && { size: holdout.size, accuracy: holdout.accuracy },
  };
}

interface WrongAnswer {
  index: number;
  predicted: Predicted;
}

/**
 * Wrong answers in the order in which they are worth keeping: the surest of each confusion first, then the second of each. By
 * confidence alone one frequent confusion would leave no picture of the others.
 */
function surestOfEach(wrong: readonly WrongAnswer[], labels: Uint8Array): WrongAnswer[] {
  const seen = new Map<string, number>();
  return [...wrong]
    .sort((a, b) => b.predicted.confidence - a.predicted.confidence)
    .map((answer) => {
      const confusion = `${labels[answer.index]} ${answer.predicted.read}`;
      const rank = seen.get(confusion) ?? 0;
      seen.set(confusion, rank + 1);
      return { answer, rank };
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ answer }) => answer);
}

function mistakeOf(
  part: Mistake['part'],
  { images, labels }: LabelledImages,
  index: number,
  { read, confidence }: Predicted,
): Mistake {
  const image = Buffer.from(images.subarray(index * PIXELS, (index + 1) * PIXELS)).toString('base64');
  return { part, truth: labels[index] as Digit, read: read as Digit, confidence, image };
}
