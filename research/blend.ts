/**
 * What a model has learnt further, held together with what it could before: the mean of two models' weights reads what either was
 * good at, when one began where the other was (M. Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
 */
import { type Artifact, adoptModel, type Dataset, weightValues } from '@inkroom/engine';
import { PlainError } from '../scripts/lib/plain-error.mjs';
import { widened } from './widened.ts';

/** @param share of the first weights, 0..1 @throws RangeError when the two are not of the same shapes */
export function blendWeights(
  first: readonly Float32Array[],
  second: readonly Float32Array[],
  share: number,
): Float32Array[] {
  if (first.length !== second.length || first.some((values, i) => values.length !== second[i]!.length)) {
    throw new RangeError('the two models are not of the same layers');
  }
  return first.map((values, i) => values.map((value, j) => share * value + (1 - share) * second[i]![j]!));
}

/**
 * A trained artefact blended with an earlier one, and measured anew; its card keeps what it tells of the training.
 * @param share of the earlier one's weights
 * @throws PlainError when the two are not of the same layers
 */
export async function blend(
  trained: Artifact,
  earlier: Artifact,
  share: number,
  { dataset, threads }: { dataset: Dataset; threads: number },
): Promise<Artifact> {
  const weights = (() => {
    try {
      return blendWeights(widened(weightValues(earlier), trained.card.outputs), weightValues(trained), share);
    } catch (error) {
      throw new PlainError(error instanceof RangeError ? error.message : String(error));
    }
  })();
  const { layers, outputs } = trained.card;
  const { artifact } = await adoptModel({ layers, outputs, weights }, { dataset, threads, mistakesMax: 0 });
  return { ...artifact, card: { ...trained.card, metrics: artifact.card.metrics } };
}
