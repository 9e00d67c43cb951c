import { shownPage } from '@inkroom/client';
import { type CellIndex, pageNumbers } from '@inkroom/shared';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { type Waiting, waitingOn } from './teaching-order';

/** The cards of the shown page, and how somebody goes through them. */
export interface Stack {
  page: number;
  /** The cell on top; null where nothing is left. It stays until one goes on, whatever others say of it meanwhile. */
  top: CellIndex | null;
  /** Why it waits; null for one that does so no more. */
  why: Waiting['why'] | null;
  /** Cards that are left, with the one on top. */
  left: number;
  /** Cards that wait still, though one has gone on. */
  passed: number;
  mayGoBack: boolean;
  /** The next page that one has not gone through since the tray was opened; null where there is none. */
  nextPage: number | null;
  goOn(): void;
  goBack(): void;
  /** Begins with those that were passed over. */
  again(): void;
}

interface Progress {
  page: number;
  top: CellIndex | null;
  /** The cells that one has gone on from, in that order. */
  gone: readonly CellIndex[];
}

export function useStack(): Stack {
  const client = useRoomClient();
  const page = useRoomView((view) => view.page);
  const content = useRoomView(shownPage);
  const you = useRoomView((view) => view.you);
  const roles = useRoomView((view) => view.state.roles);
  const pages = useRoomView((view) => pageNumbers(view.state).join());
  const hasCome = useRoomView((view) => view.arrived === 1);
  const [known, setProgress] = useState<Progress>({ page, top: null, gone: [] });
  const [through, setThrough] = useState<ReadonlySet<number>>(new Set());
  useWayBack();

  const waiting = useMemo(() => (you ? waitingOn(content, you, { roles }) : []), [content, you, roles]);
  const { top: held, gone }: Progress = known.page === page ? known : { page, top: null, gone: [] };
  const open = waiting.filter(({ cell }) => !gone.includes(cell));
  const isThere = held !== null && (content.cells[held]?.strokes.length ?? 0) > 0;
  const top = isThere ? held : (open[0]?.cell ?? null);

  useEffect(() => setProgress({ page, top, gone }), [page, top]);
  const isThrough = hasCome && top === null;
  useEffect(() => {
    if (isThrough) setThrough((pages) => new Set(pages).add(page));
  }, [isThrough, page]);

  const others = pages
    .split(',')
    .map(Number)
    .filter((number) => !through.has(number));
  const nextPage = others.find((number) => number > page) ?? others.find((number) => number < page) ?? null;
  return {
    page,
    top,
    why: waiting.find(({ cell }) => cell === top)?.why ?? null,
    left: open.filter(({ cell }) => cell !== top).length + (top === null ? 0 : 1),
    passed: waiting.length - open.length,
    mayGoBack: gone.length > 0,
    nextPage,
    goOn() {
      if (top === null) {
        if (nextPage !== null) client.look(nextPage);
        return;
      }
      const next = open.find(({ cell }) => cell !== top)?.cell ?? null;
      setProgress({ page, top: next, gone: [...gone.filter((cell) => cell !== top), top] });
    },
    goBack() {
      const before = gone.at(-1);
      if (before !== undefined) setProgress({ page, top: before, gone: gone.slice(0, -1) });
    },
    again: () => setProgress({ page, top: null, gone: [] }),
  };
}

/** Whoever closes the tray is at the page again at which they opened it. */
function useWayBack(): void {
  const client = useRoomClient();
  const { page: shown, state } = client.view.getState();
  const from = useRef({ page: shown, isOpen: shown === state.page });
  useEffect(() => {
    const { page, isOpen } = from.current;
    return () => {
      if (client.view.getState().page !== page) client.look(isOpen ? null : page);
    };
  }, [client]);
}
