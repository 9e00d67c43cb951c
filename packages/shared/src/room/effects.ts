import type { z } from 'zod';
import type { SampleFacts, SamplePart } from '../datasets.js';
import type { StrokeId } from '../protocol/ids.js';
import type { InkById } from '../protocol/ink.js';
import type { effectSchema, logEntrySchema } from '../protocol/room.js';

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

/** What is gone for good so that there is room: a clearing, or all of a deleted page. */
export type GaveWay = NonNullable<Extract<z.infer<typeof effectSchema>, { kind: 'stroke.add' }>['gaveWay']>[number];

export type Effect = z.infer<typeof effectSchema> & { facts?: LedgerFacts };

/** An entry of a room's log, with what only gateways know where one of them has it. */
export interface LogEntry extends Omit<z.infer<typeof logEntrySchema>, 'effect'> {
  effect: Effect;
}

/** Entries with the ink of those strokes that they add, as far as something still names it. */
export interface LoggedEntries {
  entries: LogEntry[];
  ink: InkById;
}

/** An entry as people are told of it. */
export function withoutFacts(entry: LogEntry): LogEntry {
  if (!entry.effect.facts) return entry;
  const { facts: _facts, ...effect } = entry.effect;
  return { ...entry, effect: effect as Effect };
}
