import { type Cell, codedError, emptyRoom, type RoomState } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { challengerError, standInPrediction } from './stand-in';

const corrupt = codedError('artifact_corrupt');

function room(...cells: [error: typeof corrupt | null | undefined, generation?: number][]): RoomState {
  const read = cells.map(([error, generation = 3]) => ({
    strokes: [{}],
    prediction: { generation, insteadOf: error === undefined ? null : { modelVersion: 'champion', error } },
  }));
  return { ...emptyRoom('r'), generation: 3, cells: read as unknown as Record<number, Cell> };
}

describe('a model that stands in for the live one', () => {
  it('is told of where the live one could not be loaded', () => {
    expect(standInPrediction(room([undefined], [corrupt]))).toMatchObject({ insteadOf: { error: corrupt } });
  });
  it('is no news while the live one is being loaded, or when it reads', () => {
    expect(standInPrediction(room([null], [undefined]))).toBeUndefined();
  });
  it('says nothing of a model that was live before', () => {
    expect(standInPrediction(room([corrupt, 2]))).toBeUndefined();
  });
});

describe('a challenger that cannot read', () => {
  const challenged = (generation: number, challenger: string | null = 'second'): RoomState => ({
    ...emptyRoom('r'),
    generation: 3,
    challenger,
    cells: { 0: { prediction: { generation, challengerError: corrupt } } as unknown as Cell },
  });

  it('is told of while it is the challenger', () => {
    expect(challengerError(challenged(3))).toBe(corrupt);
    expect(challengerError(challenged(2))).toBeUndefined();
    expect(challengerError(challenged(3, null))).toBeUndefined();
  });
});
