import { describe, expect, it } from 'vitest';
import { scoreSteps } from './score-steps';

const score = (right: number, read = 4) => ({ written: 4, inked: 6, read, right });
const at = (at: number, right: number, read?: number) => ({ ...score(right, read), at });

describe('the line of a room’s score', () => {
  it('ends with what the score is now', () => {
    const steps = scoreSteps([at(10, 1), at(20, 2)], score(3), []);
    expect(steps.map(({ at, share }) => [at, share])).toEqual([
      [10, 0.25],
      [20, 0.5],
      [null, 0.75],
    ]);
  });

  it('leaves out moments at which nothing was read', () => {
    expect(scoreSteps([at(10, 1), at(20, 0, 0)], score(4), []).map(({ at }) => at)).toEqual([10, null]);
  });

  it('marks the step that a model made that went live before it, and none that went live before the line', () => {
    const promotions = [
      { versionId: 'before', at: 5 },
      { versionId: 'first', at: 12 },
      { versionId: 'second', at: 14 },
      { versionId: 'last', at: 25 },
    ];
    const steps = scoreSteps([at(10, 1), at(20, 2)], score(3), promotions);
    expect(steps.map(({ promoted }) => promoted)).toEqual([null, 'second', 'last']);
  });
});
