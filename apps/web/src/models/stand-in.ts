import type { CodedError, Prediction, RoomState } from '@inkroom/shared';

/** A prediction of the page as it is that another model made because the champion could not be loaded, if there is one. */
export function standInPrediction({ cells, generation }: RoomState): Prediction | undefined {
  for (const { prediction, strokes } of Object.values(cells)) {
    if (!prediction?.insteadOf?.error || prediction.generation < generation || strokes.length === 0) continue;
    return prediction;
  }
  return undefined;
}

/** Why the challenger could not read a cell of the page as it is, if it could not. */
export function challengerError({ cells, challenger, generation }: RoomState): CodedError | undefined {
  if (!challenger) return undefined;
  for (const { prediction } of Object.values(cells))
    if (prediction?.challengerError && prediction.generation === generation) return prediction.challengerError;
  return undefined;
}
