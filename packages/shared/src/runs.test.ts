import { describe, expect, it } from 'vitest';
import { improvementRun } from './improvement.js';
import { DEFAULT_LIMITS } from './protocol/limits.js';
import { runRequestSchema } from './protocol/runs.js';
import { DEFAULT_RUN } from './runs.js';

const schema = runRequestSchema(DEFAULT_LIMITS);

describe('a run’s request', () => {
  it('may leave out what has a default', () => {
    const { schedule: _1, augment: _2, patience: _3, replay: _4, ...rest } = DEFAULT_RUN;
    expect(schema.parse(rest)).toEqual(DEFAULT_RUN);
  });

  it('to improve the live model is one that the server takes', () => {
    expect(schema.parse(improvementRun('cpu'))).toMatchObject({ startFrom: 'champion', dataset: 'both' });
  });

  it.each([
    { schedule: 'sometimes' },
    { patience: 21 },
    { patience: -1 },
    { replay: 60_001 },
    { replay: 0.5 },
    { augment: 'yes' },
  ])('is refused with %o', (nonsense) => {
    expect(schema.safeParse({ ...DEFAULT_RUN, ...nonsense }).success).toBe(false);
  });
});
