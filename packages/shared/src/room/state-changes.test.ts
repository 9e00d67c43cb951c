import { describe, expect, it } from 'vitest';
import type { Clearing } from '../protocol/room.js';
import { emptyPage } from './state.js';
import { clearingChanges } from './state-changes.js';

describe('what became of clearings', () => {
  const at = (seq: number): Clearing => ({ id: `op${seq}`, by: 'ann-0000', seq, at: 1, cells: [] });
  const page = (...cleared: Clearing[]) => ({ ...emptyPage({ columns: 8, rows: 5 }), cleared });
  const [one, two, three, four] = [1, 2, 3, 4].map(at) as [Clearing, Clearing, Clearing, Clearing];
  const changed = { ...two };

  it.each([
    ['a first one', undefined, [one], [], [one]],
    ['a further one', [one], [one, two], [], [two]],
    ['one in the middle forgotten, and a further one', [one, two, three], [one, three, four], [two], [four]],
    ['something brought back of one', [one, two, three], [one, changed, three], [two], [changed]],
    ['all gone', [one, two], [], [one, two], []],
    ['nothing', [one, two], [one, two], [], []],
  ] as const)('is told of: %s', (_what, before, after, gone, made) => {
    expect(clearingChanges(before && page(...before), page(...after))).toEqual({ gone, made });
  });
});
