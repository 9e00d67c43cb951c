import type { RunSeries } from '@inkroom/client';
import type { Digit, WatchPoint } from '@inkroom/shared';

/** A digit of the shelf: what it is, what it was read as before the run, and what it is read as now. */
export interface ShelfCard {
  label: Digit;
  image: string;
  before: number | null;
  now: number | null;
  state: 'right' | 'mended' | 'wrong' | 'spoilt';
}

/** The shelf as it is now, by digit, in an order that never changes: a card stays where it is. */
export function shelfCards({ shelf, watched }: Pick<RunSeries, 'shelf' | 'watched'>): ShelfCard[] {
  const [first, last] = [watched[0], watched.at(-1)];
  const readAt = (point: WatchPoint | undefined, i: number) =>
    point?.read[i] === undefined ? null : Number(point.read[i]);
  return (shelf ?? [])
    .map(({ label, image }, i): ShelfCard => {
      const [before, now] = [readAt(first, i), readAt(last, i)];
      const state = now === label ? (before === label ? 'right' : 'mended') : before === label ? 'spoilt' : 'wrong';
      return { label, image, before, now, state };
    })
    .sort((a, b) => a.label - b.label);
}

/** How many digits of the shelf a point has read rightly; null where there are none, or they are not shown. */
export function rightOnShelf(shelf: RunSeries['shelf'], { read }: Pick<WatchPoint, 'read'>): number | null {
  if (!shelf || shelf.length === 0) return null;
  return shelf.filter(({ label }, i) => Number(read[i]) === label).length;
}

/** What the watched curve draws: x in epochs, then the shares of corrections, drawings and scans that are read rightly. */
export type WatchedData = [x: number[], corrections: (number | null)[], drawings: number[], scans: number[]];

export function watchedData({ shelf, watched }: Pick<RunSeries, 'shelf' | 'watched'>): WatchedData {
  const corrections = watched.map((point) => {
    const right = rightOnShelf(shelf, point);
    return right === null ? null : right / shelf!.length;
  });
  return [
    watched.map(({ epoch }) => epoch),
    corrections,
    watched.map(({ drawings }) => drawings),
    watched.map(({ scans }) => scans),
  ];
}
