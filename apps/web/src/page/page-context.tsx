import { personOf, shownPage } from '@inkroom/client';
import type { CellIndex, PageSize } from '@inkroom/shared';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import type { CellFeed, CellSnapshot } from './cells/cell-feed';
import type { PageEngine } from './page-engine';

interface PageContextValue {
  feed: CellFeed;
  /** Null until the canvases are there. */
  engine: PageEngine | null;
}

type RowAndColumn = { row: number; column: number };

export const PageContext = createContext<PageContextValue | null>(null);

export function usePage(): PageContextValue {
  const context = useContext(PageContext);
  if (!context) throw new Error('usePage needs a Page above it');
  return context;
}

export function useCell(index: CellIndex): CellSnapshot {
  const { feed } = usePage();
  return useSyncExternalStore(
    (listener) => feed.subscribe(index, listener),
    () => feed.get(index),
    () => feed.get(index),
  );
}

/** A person's name, also of somebody who has left; the word for anybody where names are hidden. */
export function usePersonName(personId: string | undefined): string {
  const someone = useTranslations('shell.people')('someone');
  return useRoomView((view) => (personId === undefined ? '' : personOf(view, personId)?.name)) || someone;
}

/** In which row and column of a page a cell is, counted from 1 as people do. */
export function rowAndColumn(cell: CellIndex, { columns }: Pick<PageSize, 'columns'>): RowAndColumn {
  return { row: Math.floor(cell / columns) + 1, column: (cell % columns) + 1 };
}

/** `rowAndColumn` of the shown page. */
export function useRowAndColumn(): (cell: CellIndex) => RowAndColumn {
  const columns = useRoomView((view) => shownPage(view).columns);
  return (cell) => rowAndColumn(cell, { columns });
}
