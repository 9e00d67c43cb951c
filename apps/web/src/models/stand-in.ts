import type { Prediction, RoomState } from '@inkroom/shared';

/** A reading of the page as it is that another model made because the champion could not be loaded, if there is one. */
export function failedReading({ cells, generation }: RoomState): Prediction | undefined {
  for (const { prediction, strokes } of Object.values(cells)) {
    if (!prediction?.insteadOf?.error || prediction.generation < generation || strokes.length === 0) continue;
    return prediction;
  }
  return undefined;
}
