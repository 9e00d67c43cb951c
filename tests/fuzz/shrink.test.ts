import { expect, it } from 'vitest';
import { shrink } from './shrink.ts';

const LIST = Array.from({ length: 40 }, (_, i) => i);
const soon = () => ({ untilMs: Date.now() + 10_000, atOnce: 4 });

it('leaves nothing but what it takes to fail, in its order', async () => {
  const fails = async (some: readonly number[]) => some.includes(3) && some.includes(17) && some.includes(38);
  expect(await shrink(LIST, fails, soon())).toEqual([3, 17, 38]);
});

it('leaves nothing where nothing is needed, and all where all is', async () => {
  expect(await shrink(LIST, async () => true, soon())).toEqual([]);
  expect(await shrink(LIST, async (some) => some.length === LIST.length, soon())).toEqual(LIST);
});

it('ends when its time is over, with the shortest so far', async () => {
  const late = { untilMs: Date.now() - 1, atOnce: 4 };
  expect(await shrink(LIST, async () => true, late)).toEqual(LIST);
});
