'use client';

import { personOf } from '@inkroom/client';
import { type CellIndex, SHEET_COLUMNS } from '@inkroom/shared';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { useRoomView } from '../room/room-provider';
import type { CellFeed, CellSnapshot } from './cell-feed';
import type { SheetEngine } from './sheet-engine';

interface SheetContextValue {
  feed: CellFeed;
  /** Null until the canvases are there. */
  engine: SheetEngine | null;
}

export const SheetContext = createContext<SheetContextValue | null>(null);

export function useSheet(): SheetContextValue {
  const context = useContext(SheetContext);
  if (!context) throw new Error('useSheet needs a Sheet above it');
  return context;
}

export function useCell(index: CellIndex): CellSnapshot {
  const { feed } = useSheet();
  return useSyncExternalStore(
    (listener) => feed.subscribe(index, listener),
    () => feed.get(index),
    () => feed.get(index),
  );
}

/** A person's name, also of somebody who has left. */
export function usePersonName(personId: string | undefined): string | undefined {
  return useRoomView((view) => (personId === undefined ? undefined : personOf(view, personId)?.name));
}

/** Row and column of a cell, counted from 1 as people do. */
export function placeOf(cell: CellIndex): { row: number; column: number } {
  return { row: Math.floor(cell / SHEET_COLUMNS) + 1, column: (cell % SHEET_COLUMNS) + 1 };
}
