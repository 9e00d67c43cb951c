import type { RoomClient } from '@inkroom/client';
import type { CellIndex, Ink } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useRoomClient } from '../core/room-provider';
import { ownDrafts } from '../page/page-store';

export interface CellInk {
  /** Durable strokes and those in the making. */
  strokes: readonly Ink[];
  /** Who is writing in the cell right now. */
  writers: readonly string[];
}

/** All ink of a cell as it is at this moment, renewed at most once a frame. */
export function useCellInk(cell: CellIndex): CellInk {
  const client = useRoomClient();
  const [ink, setInk] = useState(() => inkOf(client, cell));
  useEffect(() => {
    let frame = 0;
    const renew = () => {
      frame = 0;
      setInk((before) => {
        const next = inkOf(client, cell);
        return sameInk(before, next) ? before : next;
      });
    };
    const schedule = () => {
      frame ||= requestAnimationFrame(renew);
    };
    renew();
    const ends = [client.view.subscribe(schedule), client.live.subscribe(schedule), ownDrafts.subscribe(schedule)];
    return () => {
      cancelAnimationFrame(frame);
      for (const end of ends) end();
    };
  }, [client, cell]);
  return ink;
}

function inkOf(client: RoomClient, cell: CellIndex): CellInk {
  const { you, page } = client.view.getState();
  const durable = client.strokesOf(cell);
  const strokes: Ink[] = [...durable];
  const writers: string[] = [];
  for (const [id, stroke] of client.live.get().strokes) {
    if (stroke.page !== page || stroke.cell !== cell || durable.some((known) => known.id === id)) continue;
    strokes.push({ points: stroke.points as number[], width: stroke.width });
    writers.push(stroke.by);
  }
  const drafts = ownDrafts.getState().drafts.filter((draft) => draft.cell === cell && draft.points.length > 0);
  strokes.push(...drafts);
  if (you && drafts.length > 0) writers.push(you.id);
  return { strokes, writers };
}

function sameInk(a: CellInk, b: CellInk): boolean {
  return (
    a.strokes.length === b.strokes.length &&
    a.strokes.every((stroke, i) => stroke.points === b.strokes[i]?.points) &&
    a.writers.length === b.writers.length &&
    a.writers.every((writer, i) => writer === b.writers[i])
  );
}
