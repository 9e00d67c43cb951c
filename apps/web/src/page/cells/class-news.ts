import { type RoomView, shownPage } from '@inkroom/client';
import { authorOf, type Cell, type CellIndex, type Digit, decisionOf, type Person } from '@inkroom/shared';

/** How much of a room somebody knows of. */
export interface Seen {
  people: ReadonlySet<string>;
  page: number;
  written: ReadonlySet<CellIndex>;
}

/** What others have done since. */
export interface ClassNews {
  joined: Person[];
  /** How many cells they have begun. */
  begun: number;
  /** What is said or read in those, as far as it is. */
  digits: Digit[];
}

export function seenNow(view: RoomView): Seen {
  const written = Object.entries(shownPage(view).cells).filter(([, { strokes }]) => strokes.length > 0);
  return {
    people: new Set(Object.keys(view.people)),
    page: view.page,
    written: new Set(written.map(([cell]) => Number(cell))),
  };
}

/** What is new to somebody who knows that much; on another page than they know of, no ink is. */
export function newsSince(seen: Seen, view: RoomView): ClassNews {
  const you = view.you?.id;
  const joined = Object.values(view.people).filter(({ id }) => id !== you && !seen.people.has(id));
  const { page, written } = seenNow(view);
  const { cells } = shownPage(view);
  const begun = [...written].flatMap((cell) => {
    const { strokes } = cells[cell]!;
    const isNew = page === seen.page && !seen.written.has(cell);
    return isNew && strokes.some((id) => authorOf(id) !== you) ? [cells[cell]!] : [];
  });
  return { joined, begun: begun.length, digits: begun.flatMap(digitIn) };
}

function digitIn({ label, prediction }: Cell): Digit[] {
  const decision = prediction && decisionOf(prediction.scores);
  const said = label?.value ?? (decision?.or === null ? decision.is : null);
  return said === null || said === 'not-a-digit' ? [] : [said];
}
