import type { WatchPoint } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { rightOnShelf, shelfCards, watchedData } from './shelf-data';

const shelf = ([7, 1, 4, 1] as const).map((label, i) => ({ label, image: `picture ${i}` }));
const look = (epoch: number, read: string): WatchPoint => ({
  step: epoch * 10,
  epoch,
  read,
  drawings: 0.5,
  scans: 0.9,
});

describe('the shelf of a run', () => {
  it('stands by digit, and says of each what became of it since before the run', () => {
    const cards = shelfCards({ shelf, watched: [look(0, '1147'), look(0.5, '7117'), look(1, '7197')] });
    expect(cards.map(({ label, before, now, state }) => [label, before, now, state])).toEqual([
      [1, 1, 1, 'right'],
      [1, 7, 7, 'wrong'],
      [4, 4, 9, 'spoilt'],
      [7, 1, 7, 'mended'],
    ]);
  });

  it('keeps every card where it is, whatever is read', () => {
    const order = (read: string) => shelfCards({ shelf, watched: [look(0, read)] }).map(({ image }) => image);
    expect(order('7141')).toEqual(order('0000'));
    expect(shelfCards({ shelf, watched: [] }).map(({ image }) => image)).toEqual(order('7141'));
  });

  it('is counted by the very digits that were read', () => {
    expect(rightOnShelf(shelf, look(1, '7141'))).toBe(4);
    expect(rightOnShelf(shelf, look(1, '7197'))).toBe(2);
    expect(rightOnShelf([], look(1, ''))).toBeNull();
    expect(watchedData({ shelf, watched: [look(0, '1147'), look(1, '7197')] })).toEqual([
      [0, 1],
      [0.5, 0.5],
      [0.5, 0.5],
      [0.9, 0.9],
    ]);
    expect(watchedData({ shelf: null, watched: [look(0, '1147')] })[1]).toEqual([null]);
  });
});
