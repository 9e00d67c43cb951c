import type { Clearance } from '../gate.js';
import type { Limits } from '../protocol/limits.js';
import type { Operation } from '../protocol/operations.js';
import type { Role } from '../protocol/people.js';
import type { RoomState } from '../protocol/room.js';
import type { Ledger } from './ledger.js';

/** Who asks for an operation. */
export interface Who {
  id: string;
  /** Whether their connection only watches, whatever they may do in another one. */
  watches: boolean;
}

/** What a gateway found out before the law decides. */
export interface Evidence {
  /** Of a promotion: what the gate measured. */
  clearance?: Clearance;
  /** Whether they have shown the room's host key. */
  holdsHostKey?: boolean;
  /** Of a name that is given: as nobody else has it. */
  uniqueName?: string;
  /** Of the renewal of a link: what the store keeps of the key that was made for it. */
  newKey?: string;
}

export interface Context {
  /** Time of the store, ms since the epoch. */
  now: number;
  limits: Limits;
  evidence: Evidence;
}

/** All that a rule decides an operation by. */
export interface Case extends Context {
  /** The room after all entries so far. */
  state: RoomState;
  /** Null in an app: the effect then leaves out what only the ledger knows. */
  ledger: Ledger | null;
  opId: string;
  who: Who & { role: Role };
}

/** An operation of a kind. */
export type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
