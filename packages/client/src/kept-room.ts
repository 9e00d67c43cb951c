import {
  type InkById,
  type Limits,
  type Person,
  PROTOCOL_VERSION,
  type RoomLists,
  type RoomState,
} from '@inkroom/shared';
import type { History } from './history.js';
import type { OwnOperation } from './replica.js';
import type { RoomModel } from './room-model.js';

/** All of a room, with the ink of its page. */
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

/** @param at when, by this device */
export function keptRoom(model: RoomModel, you: Person, at: number): KeptRoom {
  const { people, absent, versions, runs, pools, limits } = model.view.getState();
  const { confirmed: state, own } = model.replica;
  const strokes = Object.keys(state.cells).flatMap((cell) => model.strokesOf(Number(cell), state));
  return {
    protocol: PROTOCOL_VERSION,
    at,
    clockOffset: model.clock.offset,
    you,
    limits,
    snapshot: {
      state,
      ink: Object.fromEntries(strokes.map(({ id, points, width }) => [id, { points, width }])),
      people: Object.values(people),
      absent: Object.values(absent),
      versions,
      runs,
      pools,
    },
    taken: own.filter(({ seq }) => seq !== null),
    history: model.history,
  };
}
