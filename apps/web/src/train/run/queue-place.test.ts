import type { PoolStatus, Run } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { queuePlace } from './queue-place';

const pools = [
  { pool: 'cpu', workers: [{}, {}], waiting: 2, queue: ['a', 'b'] },
  { pool: 'gpu', workers: [], waiting: 0, queue: [] },
] as unknown as PoolStatus[];
const run = (id: string, pool: 'cpu' | 'gpu') => ({ id, spec: { pool } }) as Run;

describe('the place in the queue', () => {
  it('counts the runs that are taken before', () => {
    expect(queuePlace(run('b', 'cpu'), pools)).toEqual({ ahead: 1, workers: 2 });
    expect(queuePlace(run('a', 'cpu'), pools)).toEqual({ ahead: 0, workers: 2 });
  });

  it('is not told for a run that its pool does not list', () => {
    expect(queuePlace(run('a', 'gpu'), pools)).toBeNull();
    expect(queuePlace(run('a', 'cpu'), [])).toBeNull();
  });
});
