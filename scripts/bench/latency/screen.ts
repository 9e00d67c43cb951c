import { type RoomClient, shownPage } from '@inkroom/client';
import type { Page } from '@inkroom/shared';
import { clockMs } from './clock.ts';

/** A screen that others draw for: when each stroke was first there, by {@link clockMs} and the stroke's id. */
export class Screen {
  /** Its first points, live. */
  readonly live = new Map<string, number>();
  /** The durable stroke. */
  readonly durable = new Map<string, number>();
  /** A prediction of its cell as it was with the stroke in it, and with nothing unfinished. */
  readonly read = new Map<string, number>();

  constructor(readonly client: RoomClient) {
    client.live.subscribe(() => {
      for (const id of client.live.get().strokes.keys()) note(this.live, id);
    });
    let before: Page['cells'] = {};
    client.view.subscribe((view) => {
      const { cells } = shownPage(view);
      if (cells === before) return;
      for (const [index, cell] of Object.entries(cells)) {
        if (before[Number(index)] === cell) continue;
        const { prediction, revision, strokes } = cell;
        const isRead = prediction?.live === 0 && prediction.revision >= revision;
        for (const id of strokes) {
          note(this.durable, id);
          if (isRead) note(this.read, id);
        }
      }
      before = cells;
    });
  }
}

function note(moments: Map<string, number>, id: string): void {
  if (!moments.has(id)) moments.set(id, clockMs());
}
