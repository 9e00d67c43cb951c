import { type RoomClient, shownPage } from '@inkroom/client';
import { authorOf, type CellIndex, cellAt, pageOf, type RoomState } from '@inkroom/shared';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { ownDrafts, pageUi } from '../page/page-store';

interface Spot {
  page: number;
  cell: CellIndex;
}

/** The person whom one follows: the view goes where they write. */
export const followed = createStore<{ person: string | null }>(() => ({ person: null }));

export function useFollowed(): string | null {
  return useStore(followed, ({ person }) => person);
}

export function follow(person: string): void {
  followed.setState({ person });
}

/** One goes one's own way again. */
export function stopFollowing(): void {
  if (followed.getState().person !== null) followed.setState({ person: null });
}

/** Has the view go where somebody writes. Nothing moves once one's own pen is down. @returns ends it */
export function leadAfter(client: RoomClient, person: string): () => void {
  let at: Spot | null = null;
  let frame = 0;
  const go = (to: Spot | null) => {
    if (!to || (at?.page === to.page && at.cell === to.cell)) return;
    at = to;
    const { state, page } = client.view.getState();
    if (page !== to.page) client.look(to.page === state.page ? null : to.page);
    cancelAnimationFrame(frame);
    // Another page is laid out first, in a frame of its own.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => pageUi.setState({ toReveal: to.cell }));
    });
  };
  go(livingSpot(client, person) ?? lastSpot(client, person));
  const ends = [
    client.live.subscribe(() => go(livingSpot(client, person))),
    client.view.subscribe((view, before) => {
      if (!view.people[person]) stopFollowing();
      else if (view.state !== before.state) go(newSpot(before.state, view.state, person));
    }),
    ownDrafts.subscribe(({ drafts }) => {
      if (drafts.length > 0) stopFollowing();
    }),
    () => cancelAnimationFrame(frame),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Where somebody's pen or pointer is now. */
function livingSpot(client: RoomClient, person: string): Spot | null {
  const { strokes, cursors } = client.live.get();
  const own = [...strokes.values()].filter(({ by }) => by === person).sort((a, b) => b.at - a.at)[0];
  if (own) return { page: own.page, cell: own.cell };
  const cursor = cursors.get(person);
  if (!cursor) return null;
  const cell = cellAt(cursor, pageOf(client.view.getState().state, cursor.page));
  return cell === null ? null : { page: cursor.page, cell };
}

/** The cell in which somebody's newest stroke appeared between two states. */
function newSpot(before: RoomState, after: RoomState, person: string): Spot | null {
  for (const [number, page] of Object.entries(after.pages)) {
    const former = before.pages[Number(number)];
    // A page that comes in pieces is old ink.
    if (!former || former === page || after.seq === before.seq) continue;
    for (const [index, { strokes }] of Object.entries(page.cells)) {
      const known = former.cells[Number(index)]?.strokes;
      const last = strokes.at(-1);
      if (strokes === known || last === undefined || authorOf(last) !== person || known?.includes(last)) continue;
      return { page: Number(number), cell: Number(index) };
    }
  }
  return null;
}

/** Where they wrote on the shown page, or are led to, when nothing of theirs moves. */
function lastSpot(client: RoomClient, person: string): Spot | null {
  const view = client.view.getState();
  const cells = Object.entries(shownPage(view).cells);
  const own = cells.findLast(([, { strokes }]) => strokes.some((id) => authorOf(id) === person));
  return own ? { page: view.page, cell: Number(own[0]) } : (view.places[person] ?? null);
}
