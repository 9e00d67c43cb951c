import { describe, expect, it } from 'vitest';
import { TurnQueue } from './turn-queue.js';

const item = (personId: string, nth: number, bytes = 10) => ({ personId, nth, bytes });
const named = (taken: { personId: string; nth: number }[]) => taken.map(({ personId, nth }) => `${personId}${nth}`);

describe('TurnQueue (R7)', () => {
  it('hands out person by person in turn, and what is one person’s in the order in which it came', () => {
    const queue = new TurnQueue<ReturnType<typeof item>>();
    for (const nth of [1, 2, 3]) queue.add(item('ann', nth));
    queue.add(item('bob', 1));
    expect(named(queue.take(3, 1000))).toEqual(['ann1', 'bob1', 'ann2']);
    queue.add(item('bob', 2));
    expect(named(queue.take(9, 1000))).toEqual(['ann3', 'bob2']);
    expect(queue.take(9, 1000)).toEqual([]);
  });

  it('goes on where it stopped: whoever had a turn waits for all others', () => {
    const queue = new TurnQueue<ReturnType<typeof item>>();
    for (const person of ['ann', 'bob', 'cleo']) for (const nth of [1, 2]) queue.add(item(person, nth));
    expect(named(queue.take(1, 1000))).toEqual(['ann1']);
    expect(named(queue.take(1, 1000))).toEqual(['bob1']);
    expect(named(queue.take(4, 1000))).toEqual(['cleo1', 'ann2', 'bob2', 'cleo2']);
  });

  it('keeps to the bytes that it is given, but for a single one that is larger', () => {
    const queue = new TurnQueue<ReturnType<typeof item>>();
    queue.add(item('ann', 1, 500));
    for (const nth of [1, 2, 3]) queue.add(item('bob', nth, 40));
    expect(named(queue.take(9, 100))).toEqual(['ann1']);
    expect(named(queue.take(9, 100))).toEqual(['bob1', 'bob2']);
    expect(named(queue.take(9, 100))).toEqual(['bob3']);
  });

  it('takes back what was taken last, ahead of the rest and in the same order', () => {
    const queue = new TurnQueue<ReturnType<typeof item>>();
    for (const nth of [1, 2, 3]) queue.add(item('ann', nth));
    for (const nth of [1, 2]) queue.add(item('bob', nth));
    const [, ...left] = queue.take(3, 1000);
    queue.add(item('cleo', 1));
    queue.putBack(left);
    expect(named(queue.take(9, 1000))).toEqual(['bob1', 'ann2', 'cleo1', 'bob2', 'ann3']);
  });
});
