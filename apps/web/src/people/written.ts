import type { RoomView } from '@inkroom/client';
import { authorOf, type Page } from '@inkroom/shared';

/** What somebody has done on some pages. */
export interface Written {
  /** Cells that hold ink of theirs. */
  cells: number;
  /** Cells that say what they hold by this person's word. */
  labels: number;
}

/** What somebody has done on the shown page, and on all pages as far as they are known here. */
export interface Work {
  here: Written;
  inAll: Written;
}

const NOTHING: Work = { here: { cells: 0, labels: 0 }, inAll: { cells: 0, labels: 0 } };

/** Of each page, which is never changed: a new one comes in its place. */
const counted = new WeakMap<Page['cells'], ReadonlyMap<string, Written>>();

/** How much there is of what somebody has done, to put people in order. */
export function amountOf({ cells, labels }: Written): number {
  return cells + labels;
}

/** Who has done how much, by person. */
export function workByPerson({ state, page }: Pick<RoomView, 'state' | 'page'>): (id: string) => Work {
  const works = new Map<string, Work>();
  for (const [number, { cells, deleted }] of Object.entries(state.pages))
    for (const [id, written] of deleted ? [] : writtenOn(cells)) {
      const { here, inAll } = works.get(id) ?? NOTHING;
      const sum = { cells: inAll.cells + written.cells, labels: inAll.labels + written.labels };
      works.set(id, { here: Number(number) === page ? written : here, inAll: sum });
    }
  return (id) => works.get(id) ?? NOTHING;
}

function writtenOn(cells: Page['cells']): ReadonlyMap<string, Written> {
  const known = counted.get(cells);
  if (known) return known;
  const written = new Map<string, Written>();
  const add = (id: string, what: keyof Written) => {
    const before = written.get(id) ?? { cells: 0, labels: 0 };
    written.set(id, { ...before, [what]: before[what] + 1 });
  };
  for (const { strokes, label } of Object.values(cells)) {
    for (const author of new Set(strokes.map(authorOf))) add(author, 'cells');
    if (label) add(label.by, 'labels');
  }
  counted.set(cells, written);
  return written;
}
