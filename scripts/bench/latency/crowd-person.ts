import { type RoomClient, shownPage, whenView } from '@inkroom/client';
import { joinRoom } from '../../replay/connect.ts';
import type { Surface } from '../../replay/pen.ts';
import { isRead } from '../../replay/watch.ts';

/** Somebody who can draw in a room and knows when what they drew has been read. */
export interface CrowdPerson extends Surface {
  clearCell(cell: number): void;
  /** Whether a cell with these strokes in it was read in time. */
  whenRead(cell: number, strokes: readonly { id: string }[], timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** A person as the page has one: with its own replica of the room. */
export class ReplicaPerson implements CrowdPerson {
  constructor(readonly client: RoomClient) {}

  static async join(...who: Parameters<typeof joinRoom>): Promise<ReplicaPerson> {
    return new ReplicaPerson(await joinRoom(...who));
  }

  beginStroke: Surface['beginStroke'] = (start) => this.client.beginStroke(start);

  clearCell(cell: number): void {
    this.client.clear({ cell });
  }

  async whenRead(cell: number, strokes: readonly { id: string }[], timeoutMs: number): Promise<boolean> {
    return (
      (await whenView(this.client.view, (view) => isRead(shownPage(view).cells[cell], strokes), timeoutMs)) !== null
    );
  }

  stop(): Promise<void> {
    return this.client.stop();
  }
}
