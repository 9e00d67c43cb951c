import type { RoomClient } from '@inkroom/client';
import { type Cell, emptyRoom, type StrokeId, strokeChanges } from '@inkroom/shared';

/** Whether the cell with all these strokes in it has been read as it is now. */
export function isRead(cell: Cell | undefined, sent: readonly { id: StrokeId }[]): boolean {
  const { prediction, revision, strokes } = cell ?? {};
  if (!prediction || !strokes || revision === undefined) return false;
  const holdsAll = sent.every(({ id }) => strokes.includes(id));
  return holdsAll && prediction.live === 0 && prediction.revision >= revision;
}

/** Tells of each stroke that a client gets to see, on whichever page. */
export function watchStrokes(client: RoomClient, onStroke: (id: StrokeId) => void): void {
  let before = emptyRoom('');
  client.view.subscribe(({ state }) => {
    if (state.pages === before.pages) return;
    for (const { id } of strokeChanges(before, state).added) onStroke(id);
    before = state;
  });
}
