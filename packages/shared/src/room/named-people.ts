import type { RoomState } from '../protocol/room.js';
import type { Ledger } from './ledger.js';
import { authorsIn } from './state.js';
import { authorOf } from './stroke-id.js';

/** Everybody of whom something is left in a room: ink, a label, a sample or a role. All others can be forgotten. */
export function namedPeople(state: RoomState, ledger: Ledger): Set<string> {
  const ids = authorsIn(state);
  for (const id of Object.keys(state.roles)) ids.add(id);
  for (const [id] of ledger.ink.entries()) ids.add(authorOf(id));
  for (const [, { labelledBy }] of ledger.samples.entries()) ids.add(labelledBy);
  return ids;
}
