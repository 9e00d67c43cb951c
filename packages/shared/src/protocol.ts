import { z } from 'zod';
import type { PersonSamples } from './datasets.js';
import type { CodedError } from './errors.js';
import type { GateVerdict } from './gate.js';
import { idSchema, roomIdSchema, secretSchema, versionIdSchema } from './ids.js';
import type { Limits } from './limits.js';
import type { ModelVersion } from './models.js';
import { nameSchema, titleSchema } from './name-schema.js';
import type { PartsStatus } from './parts.js';
import type { Person } from './people.js';
import type { PredictionRecord } from './recognition.js';
import type { LogEntry } from './room/effects.js';
import { cellSchema, pageSchema, pointsSchema, strokeWidthSchema, submissionSchema } from './room/operations.js';
import type { RoomState } from './room/state.js';
import type { RunLogLine } from './run-notes.js';
import { type EpochPoint, type PoolStatus, type Run, type RunDetails, type RunPoint, runSpecSchema } from './runs.js';
import type { InkById } from './stroke.js';

/** Raised on an incompatible change; a client of another version is told to reload. */
export const PROTOCOL_VERSION = 4;

/** The last entry that a client knows: its operation tells a log that has gone on from one that was restored and went another way. */
const logPositionSchema = z.strictObject({ seq: z.number().int().min(0), opId: idSchema.nullable() });
export type LogPosition = z.infer<typeof logPositionSchema>;

/**
 * Schemas of everything that a client may send, under the limits in force. `null`, NaN and infinities are refused by
 * `z.number()`; unknown keys by strict objects.
 */
export function clientSchemas(limits: Limits) {
  return {
    'room.create': z.strictObject({ title: titleSchema(limits).optional() }),
    'room.join': z.strictObject({
      roomId: roomIdSchema,
      name: nameSchema(limits),
      /** Both together: come back as who one was. */
      personId: idSchema.optional(),
      personKey: secretSchema.optional(),
      hostKey: secretSchema.optional(),
      /** Watch only. */
      viewer: z.boolean().optional(),
      since: logPositionSchema.optional(),
    }),
    'room.leave': z.strictObject({}),
    /** A durable operation. Sent again with the same `opId` after a lost answer, it is applied once. */
    'op.submit': submissionSchema(limits),
    /** What came after `since`; the whole room when that can no longer be told. */
    'log.read': z.strictObject({ since: logPositionSchema }),
    /** How a cell was last predicted, with all that is known of it. */
    'prediction.read': z.strictObject({ cell: cellSchema(limits) }),
    /** Who labelled and wrote the room's samples, and how many. */
    'samples.read': z.strictObject({}),
    /** Not durable, not answered: ink in the making and the pointer. */
    live: z.strictObject({
      page: pageSchema,
      stroke: z
        .strictObject({
          /** Given by the author: the room knows it as `strokeIdOf(author, id)`. */
          id: idSchema,
          cell: cellSchema(limits),
          width: strokeWidthSchema(limits),
          /** Index of the first of these points in the stroke, so that a receiver sees a gap. */
          from: z.number().int().min(0).max(limits.strokePointsMax),
          points: pointsSchema(limits.livePointsMax, limits),
        })
        .optional(),
      /** Ids of strokes that were given up before they became durable. */
      dropped: z.array(idSchema).max(8).optional(),
      /** Page units; null when the pointer has left the page. */
      cursor: z.tuple([z.number(), z.number()]).nullable().optional(),
    }),
    'run.start': z.strictObject({
      /** Makes a repeated request harmless: the same id starts one run. */
      requestId: idSchema,
      spec: runSpecSchema(limits),
      /** Queue the run even when no worker of the pool is online. */
      wait: z.boolean().optional(),
    }),
    'run.cancel': z.strictObject({ runId: idSchema }),
    'run.read': z.strictObject({ runId: idSchema }),
    /** What the gate says of a version, measured anew. */
    'model.judge': z.strictObject({ versionId: versionIdSchema }),
    /** Time of the server, for clocks and for measuring a round trip. */
    ping: z.strictObject({}),
  } as const;
}

export type ClientSchemas = ReturnType<typeof clientSchemas>;
export type ClientEvent = keyof ClientSchemas;
export type ClientPayload<E extends ClientEvent> = z.infer<ClientSchemas[E]>;

/** All of a room but what is in its log. */
export interface RoomLists {
  /** Who is present, in the order of their ids. */
  people: Person[];
  /** Who is not and has ink or a label on the page, which keep their colour and name. */
  absent: Person[];
  /** The shipped ones, the default first, then the room's own, oldest first. */
  versions: ModelVersion[];
  /** Oldest first. */
  runs: Run[];
  pools: PoolStatus[];
}

/** A room's state but for its cells, which follow in pieces. */
export type StateHead = Omit<RoomState, 'cells'>;

/**
 * How somebody is brought up to date. Without `state` they go on from the entry that they named: the next `activity` has what came after
 * it. With it they begin anew: `snapshot` messages bring the cells as they were at `state.seq`, then that `activity` comes.
 */
export interface CatchUp {
  state?: StateHead;
  /** The operation of `state.seq`, for {@link LogPosition}. */
  opId?: string | null;
}

export interface JoinAnswer extends CatchUp, RoomLists {
  protocol: typeof PROTOCOL_VERSION;
  you: Person;
  /** Keep it: with `personId` it brings one back as oneself. Null when one came back with it. */
  personKey: string | null;
  limits: Limits;
  /** The store's time, ms since the epoch: what all times in a room are told by. */
  now: number;
  parts: PartsStatus;
}

/** Entries with the ink of those strokes that they add, as far as something still names it. */
export interface LoggedEntries {
  entries: LogEntry[];
  ink: InkById;
}

/** What each request answers when all is well. */
export interface Answers {
  'room.create': { roomId: string; hostKey: string };
  'room.join': JoinAnswer;
  'room.leave': Record<string, never>;
  'op.submit': { seq: number };
  'log.read': CatchUp;
  'prediction.read': { prediction: PredictionRecord | null };
  'samples.read': { samplesByPerson: PersonSamples[] };
  live: never;
  'run.start': { run: Run };
  'run.cancel': { run: Run };
  'run.read': RunDetails;
  'model.judge': GateVerdict;
  ping: { now: number };
}

/** Every request but `live` is answered by one of these. */
export type Answer<E extends ClientEvent> = { ok: true; value: Answers[E] } | { ok: false; error: CodedError };

/** What a server sends to the members of a room. */
export interface ServerEvents {
  /** See `RoomDecoder.activity`. */
  activity: Uint8Array;
  /** See `RoomDecoder.piece`. */
  snapshot: Uint8Array;
  /** Many come at once: how many are let in before this one. */
  'join.waiting': { ahead: number };
  /** A run's record changed. */
  'run.changed': Run;
  'run.series': { runId: string; points: RunPoint[]; epochs: EpochPoint[]; log: RunLogLine[] };
  'version.added': ModelVersion;
  /** The room has more versions than are kept: an old one is gone. */
  'version.dropped': { id: string };
  'pools.changed': PoolStatus[];
  /** Nobody predicts any more, or somebody does again; a part was given up, or is back. */
  'parts.changed': PartsStatus;
  /** The store does not answer, or does again: clients keep drawing and say so. */
  'service.state': { storage: 'ok' | 'away' };
  /** To hosts alone: what the room's ink takes, while that is much of what it may take, and once when it no longer is. */
  'room.ink': { bytes: number; maxBytes: number };
  /** Something sent without an answer (`live`) was refused. */
  refused: { event: string; error: CodedError };
}
export type ServerEvent = keyof ServerEvents;
