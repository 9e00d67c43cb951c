import type { RoomState } from '../protocol/room.js';
import type { Ledger } from './ledger.js';
import { labellersIn } from './state.js';

/** Everybody of whom something is left in a room: ink, a label, a sample or a role. All others can be forgotten. */
export function namedPeople(state: RoomState, ledger: Ledger): Set<string> {
  const ids = new Set([...ledger.authors, ...labellersIn(state), ...Object.keys(state.roles)]);
  for (const [, { labelledBy }] of ledger.samples.entries()) ids.add(labelledBy);
  return ids;
}
