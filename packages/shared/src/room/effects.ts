import type { SampleCounts, SampleFacts, SamplePart, SampleRole } from '../datasets.js';
import type { Framing } from '../framing.js';
import type { Promotion } from '../gate.js';
import type { CellIndex } from '../page.js';
import type { Role } from '../people.js';
import type { CellLabel } from './state.js';
import type { StrokeId } from './stroke-id.js';

/**
 * What an operation did to the ledger. Only gateways keep one, so it is left out of what they tell people, and of what an app
 * settles for itself.
 */
export interface LedgerFacts {
  /** Bytes that new ink takes in the store. */
  bytes?: Record<StrokeId, number>;
  /** Parts that were drawn now, by author. */
  parts?: Record<string, SamplePart>;
  /** Samples as they are now; null for one that is gone. */
  samples?: Record<string, SampleFacts | null>;
}

/** What an operation did to the state: settled facts, so that applying one needs no rule and cannot fail. */
type Change =
  /** `label` and `samples`: as they are now, in a cell that is labelled. */
  | {
      kind: 'stroke.add';
      id: StrokeId;
      cell: CellIndex;
      revision: number;
      label?: CellLabel;
      samples?: SampleCounts;
    }
  /** `label`: as it is now, in a cell that stays labelled. */
  | {
      kind: 'stroke.remove';
      cell: CellIndex;
      ids: StrokeId[];
      revision: number;
      label?: CellLabel;
      samples?: SampleCounts;
    }
  | { kind: 'cell.clear'; cell: CellIndex; ids: StrokeId[]; revision: number }
  | { kind: 'cell.label'; cell: CellIndex; label: CellLabel | null; samples?: SampleCounts }
  /** `count`: samples that are gone. `cells`: those of the page whose label is. */
  | {
      kind: 'samples.withdraw';
      personId: string;
      role: SampleRole;
      count: number;
      cells: CellIndex[];
      samples: SampleCounts;
    }
  | { kind: 'page.grow'; rows: number }
  | { kind: 'page.turn'; page: number; rows: number }
  | { kind: 'room.title'; title: string }
  | { kind: 'room.framing'; framing: Framing; generation: number }
  /** `...Forced`: whether it got there by an override of the gate only. */
  | {
      kind: 'model.promote';
      champion: string;
      championForced: boolean;
      previous: string | null;
      previousForced: boolean;
      challenger: string | null;
      generation: number;
      promotion: Promotion;
    }
  | { kind: 'model.challenge'; challenger: string | null; generation: number }
  | { kind: 'person.role'; personId: string; role: Role };

export type Effect = Change & { facts?: LedgerFacts };

export interface LogEntry {
  seq: number;
  /** The id that the author's client gave the operation: how it recognises its own. */
  opId: string;
  by: string;
  /** Time of the store, ms since the epoch. */
  at: number;
  effect: Effect;
}

/** An entry as people are told of it. */
export function withoutFacts(entry: LogEntry): LogEntry {
  if (!entry.effect.facts) return entry;
  const { facts: _facts, ...effect } = entry.effect;
  return { ...entry, effect: effect as Effect };
}
