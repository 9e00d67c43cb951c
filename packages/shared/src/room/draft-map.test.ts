import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../tests/support/seed.ts';
import { DraftMap } from './draft-map.js';

const contents = (map: DraftMap<string, number>) => Object.fromEntries(map.entries());

describe('a draft of a map', () => {
  it('shows its changes on top of what it is a draft of, which does not see them', () => {
    const map = new DraftMap([
      ['a', 1],
      ['b', 2],
    ]);
    const draft = map.fork();
    draft.set('a', undefined);
    draft.set('b', 3);
    draft.set('c', 4);
    expect(contents(draft)).toEqual({ b: 3, c: 4 });
    expect([draft.has('a'), draft.get('a'), draft.size]).toEqual([false, undefined, 2]);
    expect(contents(map)).toEqual({ a: 1, b: 2 });
    expect(map.size).toBe(2);
    expect([...draft.changes]).toEqual([
      ['a', undefined],
      ['b', 3],
      ['c', 4],
    ]);
  });

  it('that is kept takes entries out as well', () => {
    const map = new DraftMap([['a', 1]]);
    const draft = map.fork();
    draft.set('a', undefined);
    draft.keep();
    expect([contents(map), map.size, map.has('a')]).toEqual([{}, 0, false]);
  });

  it('may hold what is zero or empty: only undefined is gone', () => {
    const map = new DraftMap<string, number | string | null>([['a', 0]]);
    const draft = map.fork();
    draft.set('b', '');
    draft.set('c', null);
    expect([draft.has('a'), draft.has('b'), draft.has('c'), draft.size]).toEqual([true, true, true, 3]);
  });

  it('is what a map would be, whatever is done, in drafts of drafts too, kept or thrown away', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ key, value: fc.option(fc.nat(9), { nil: undefined }) }) },
      { weight: 2, arbitrary: fc.constant('fork' as const) },
      { weight: 1, arbitrary: fc.constant('keep' as const) },
      { weight: 1, arbitrary: fc.constant('drop' as const) },
      // The oldest draft, with others on top of it.
      { weight: 1, arbitrary: fc.constant('keep the first' as const) },
      { weight: 1, arbitrary: fc.constant('the first gives way' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const drafts = [new DraftMap<string, number>()];
        const models = [new Map<string, number>()];
        for (const one of steps) {
          const [draft, model] = [drafts.at(-1)!, models.at(-1)!];
          if (one === 'fork') {
            drafts.push(draft.fork());
            models.push(new Map(model));
          } else if (one === 'keep' || one === 'drop') {
            if (drafts.length === 1) continue;
            drafts.pop();
            models.pop();
            if (one === 'drop') continue;
            draft.keep();
            models[models.length - 1] = model;
          } else if (one === 'keep the first' || one === 'the first gives way') {
            if (drafts.length === 1) continue;
            const [first] = drafts.splice(1, 1) as [DraftMap<string, number>];
            models.splice(0, 1);
            if (one === 'keep the first') {
              first.keep();
              continue;
            }
            for (const [key, value] of first.changes) drafts[0]!.set(key, value);
            first.giveWay();
          } else {
            draft.set(one.key, one.value);
            if (one.value === undefined) model.delete(one.key);
            else model.set(one.key, one.value);
          }
          for (const [depth, map] of drafts.entries()) {
            expect(contents(map)).toEqual(Object.fromEntries(models[depth]!));
            expect([...map.entries()]).toHaveLength(map.size);
            for (const name of 'abcde') expect(map.get(name)).toBe(models[depth]!.get(name));
          }
        }
      }),
      { seed: SEED },
    );
  });
});
