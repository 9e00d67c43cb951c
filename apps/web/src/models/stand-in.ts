import type { CodedError, Page, Prediction, RoomState } from '@inkroom/shared';

/** A prediction of a page as it is that another model made because the champion could not be loaded, if there is one. */
export function standInPrediction(
  { cells }: Pick<Page, 'cells'>,
  { generation }: Pick<RoomState, 'generation'>,
): Prediction | undefined {
  for (const { prediction, strokes } of Object.values(cells)) {
    if (!prediction?.insteadOf?.error || prediction.generation < generation || strokes.length === 0) continue;
    return prediction;
  }
  return undefined;
}

/** Why the challenger could not read a cell of a page as it is, if it could not. */
export function challengerError(
  { cells }: Pick<Page, 'cells'>,
  { challenger, generation }: Pick<RoomState, 'challenger' | 'generation'>,
): CodedError | undefined {
  if (!challenger) return undefined;
  for (const { prediction } of Object.values(cells))
    if (prediction?.challengerError && prediction.generation === generation) return prediction.challengerError;
  return undefined;
}
