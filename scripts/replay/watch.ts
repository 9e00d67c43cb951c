import type { RoomClient } from '@inkroom/client';
import type { Cell, RoomState, StrokeId } from '@inkroom/shared';

/** Whether the cell with all these strokes in it has been read as it is now. */
export function isRead(cell: Cell | undefined, sent: readonly { id: StrokeId }[]): boolean {
  const { prediction, revision, strokes } = cell ?? {};
  if (!prediction || !strokes || revision === undefined) return false;
  const holdsAll = sent.every(({ id }) => strokes.includes(id));
  return holdsAll && prediction.live === 0 && prediction.revision >= revision;
}

/** Tells of each stroke that a client gets to see, once or more often. */
export function watchStrokes(client: RoomClient, onStroke: (id: StrokeId) => void): void {
  let before: RoomState['cells'] = {};
  client.view.subscribe(({ state: { cells } }) => {
    if (cells === before) return;
    for (const [index, cell] of Object.entries(cells)) {
      if (before[Number(index)] !== cell) for (const id of cell.strokes) onStroke(id);
    }
    before = cells;
  });
}
