import type { InkById, Limits, Person, RoomLists, RoomState } from '@inkroom/shared';
import type { History } from '../history/history.js';
import type { OwnOperation } from './pending.js';

/** All of a room, with the ink of those pages that are here. */
export interface Snapshot extends RoomLists {
  state: RoomState;
  ink: InkById;
}

/** A room as it was last known here, for a visit that begins while no server answers. What waits is in the outbox. */
export interface KeptRoom {
  /** That of the server: what another one tells may look otherwise. */
  protocol: number;
  /** When it was kept, ms since the epoch by this device. */
  at: number;
  /** What the server's clock was ahead of this device's, ms. */
  clockOffset: number;
  you: Person;
  limits: Limits;
  snapshot: Snapshot;
  /** Own operations that the server had taken, and whose entries had not come yet: no outbox has them any more. */
  taken: OwnOperation[];
  history: History;
}
