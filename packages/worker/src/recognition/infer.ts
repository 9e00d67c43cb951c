import type { Recogniser } from '@inkroom/engine/recogniser';
import { type Digit, likeliestDigit, type Result } from '@inkroom/shared';

/** Lends models, loading them first where need be; {@link ModelCache} is one. */
export interface Models {
  use<T>(versionId: string, work: (recogniser: Recogniser) => Promise<T>): Promise<Result<T>>;
}

/** What a model says of one image. */
export interface DigitScores {
  /** The likeliest of the ten digits, whatever else it may be. */
  digit: Digit;
  /** Ten or eleven probabilities that sum to 1. */
  scores: number[];
}

/**
 * One image's reading, from its scores. A millionth of a score is enough: as text, all digits of a float are three times as long.
 */
export function digitScoresOf(scores: Float32Array): DigitScores {
  return { digit: likeliestDigit(scores), scores: Array.from(scores, (score) => Math.round(score * 1e6) / 1e6) };
}

/**
 * Reads images with a version.
 * @param images count * 784 values 0..1
 * @returns a prediction for each image and the inference's time, ms; or why the version cannot be used
 */
export async function infer(
  models: Models,
  versionId: string,
  images: Float32Array,
  count: number,
): Promise<Result<{ predictions: DigitScores[]; inferMs: number }>> {
  return models.use(versionId, async (recogniser) => {
    const start = performance.now();
    const scores = await recogniser.predict(images, count);
    const inferMs = performance.now() - start;
    const outputs = scores.length / count;
    const predictions = Array.from({ length: count }, (_, i) =>
      digitScoresOf(scores.subarray(i * outputs, (i + 1) * outputs)),
    );
    return { predictions, inferMs };
  });
}
