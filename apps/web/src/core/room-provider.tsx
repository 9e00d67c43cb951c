import { type RoomClient, type RoomView, shownPage } from '@inkroom/client';
import type { CellIndex, Stroke } from '@inkroom/shared';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useStore } from 'zustand';

const Context = createContext<RoomClient | null>(null);

/** Gives everything below it the room that `client` has joined. */
export function RoomProvider({ client, children }: { client: RoomClient; children: ReactNode }) {
  return <Context value={client}>{children}</Context>;
}

/** The room's client: what one does in the room goes through it. */
export function useRoomClient(): RoomClient {
  const client = useContext(Context);
  if (!client) throw new Error('useRoomClient needs a RoomProvider above it');
  return client;
}

/**
 * A part of the room's view. The component renders again when the part changes by identity, so a selector must not
 * build a new object on each call (zustand's `useShallow` helps where it has to).
 */
export function useRoomView<T>(selector: (view: RoomView) => T): T {
  return useStore(useRoomClient().view, selector);
}

/** The durable strokes of a cell, or none for null. */
export function useStrokesOf(cell: CellIndex | null): readonly Stroke[] {
  const client = useRoomClient();
  const ids = useRoomView((view) => (cell === null ? undefined : shownPage(view).cells[cell]?.strokes));
  return useMemo(() => (cell === null || !ids ? [] : client.strokesOf(cell)), [client, cell, ids]);
}
