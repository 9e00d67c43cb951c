import { codedError, type Page } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { challengerError, standInPrediction } from './stand-in';

const corrupt = codedError('artifact_corrupt');

function page(...cells: [error: typeof corrupt | null | undefined, generation?: number][]): Pick<Page, 'cells'> {
  const read = cells.map(([error, generation = 3]) => ({
    strokes: [{}],
    prediction: { generation, insteadOf: error === undefined ? null : { modelVersion: 'champion', error } },
  }));
  return { cells: read as unknown as Page['cells'] };
}

describe('a model that stands in for the live one', () => {
  const standIn = (shown: Pick<Page, 'cells'>) => standInPrediction(shown, { generation: 3 });

  it('is told of where the live one could not be loaded', () => {
    expect(standIn(page([undefined], [corrupt]))).toMatchObject({ insteadOf: { error: corrupt } });
  });
  it('is no news while the live one is being loaded, or when it reads', () => {
    expect(standIn(page([null], [undefined]))).toBeUndefined();
  });
  it('says nothing of a model that was live before', () => {
    expect(standIn(page([corrupt, 2]))).toBeUndefined();
  });
});

describe('a challenger that cannot read', () => {
  const challenged = (generation: number, challenger: string | null = 'second') => {
    const cells = { 0: { prediction: { generation, challengerError: corrupt } } } as unknown as Page['cells'];
    return challengerError({ cells }, { generation: 3, challenger });
  };

  it('is told of while it is the challenger', () => {
    expect(challenged(3)).toBe(corrupt);
    expect(challenged(2)).toBeUndefined();
    expect(challenged(3, null)).toBeUndefined();
  });
});
