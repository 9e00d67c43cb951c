import type { ErrorCode } from '../protocol/errors.js';
import type { RoomState } from '../protocol/room.js';
import { roleOf } from './state.js';

/** Who wants to come in, by the keys that they have shown. */
export interface Visitor {
  /** Theirs already, or the one that they are about to get. */
  id: string;
  holdsHostKey: boolean;
  /** Whether they have never been in the room. */
  isNew: boolean;
}

/**
 * Whether a room lets somebody in. Whoever shows the host key always gets in: nobody can lock a teacher out of their own room.
 * @returns why not: a code of the registry; null where it does
 */
export function whyNotLetIn(
  state: Pick<RoomState, 'roles' | 'locked'>,
  { id, holdsHostKey, isNew }: Visitor,
): ErrorCode | null {
  if (holdsHostKey) return null;
  if (roleOf(state, id) === 'removed') return 'person_removed';
  return isNew && state.locked ? 'room_locked' : null;
}
