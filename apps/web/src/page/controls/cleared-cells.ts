import { authorOf, type Clearing, type Person } from '@inkroom/shared';

/** In how many cells somebody can bring back what a clearing took: all of it as host or where they cleared it, else what is theirs. */
export function restorable(clearing: Clearing, you: Pick<Person, 'id' | 'role'>): number {
  if (you.role === 'viewer') return 0;
  if (you.role === 'host' || clearing.by === you.id) return clearing.cells.length;
  return cellsTaken(clearing, you.id);
}

/** In how many cells a clearing took somebody's ink. */
export function cellsTaken({ cells }: Clearing, from: string): number {
  return cells.filter(({ strokes }) => strokes.some((id) => authorOf(id) === from)).length;
}
