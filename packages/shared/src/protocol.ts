import { z } from 'zod';
import type { PersonSamples } from './datasets.js';
import type { CodedError } from './errors.js';
import type { GateVerdict } from './gate.js';
import { idSchema, roomIdSchema, secretSchema, versionIdSchema } from './ids.js';
import type { Limits } from './limits.js';
import type { ModelVersion } from './models.js';
import { nameSchema, titleSchema } from './name-schema.js';
import type { PackedFrame } from './packed-frame.js';
import type { Person } from './people.js';
import type { Prediction } from './recognition.js';
import type { LogEntry } from './room/effects.js';
import { cellSchema, pageSchema, pointsSchema, strokeWidthSchema, submissionSchema } from './room/operations.js';
import type { RoomState } from './room/state.js';
import type { RunLogLine } from './run-notes.js';
import { type EpochPoint, type PoolStatus, type Run, type RunDetails, type RunPoint, runSpecSchema } from './runs.js';
import type { InkById } from './stroke.js';

/** Raised on an incompatible change; a client of another version is told to reload. */
export const PROTOCOL_VERSION = 3;

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
    }),
    'room.leave': z.strictObject({}),
    /** A durable operation. Sent again with the same `opId` after a lost answer, it is applied once. */
    'op.submit': submissionSchema(limits),
    /** Log entries after `since`, or a snapshot when there are too many. */
    'log.read': z.strictObject({ since: z.number().int().min(0) }),
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

/** Everything a client needs to show a room. */
export interface Snapshot {
  state: RoomState;
  /** Of all strokes that `state` names. */
  ink: InkById;
  /** Who is present, in the order of their ids. */
  people: Person[];
  /** Who is not and has ink or a label on the page, which keep their colour and name. */
  absent: Person[];
  versions: ModelVersion[];
  runs: Run[];
  pools: PoolStatus[];
}

export interface JoinAnswer {
  protocol: typeof PROTOCOL_VERSION;
  you: Person;
  /** Keep it: with `personId` it brings one back as oneself. Null when one came back with it. */
  personKey: string | null;
  limits: Limits;
  /** The store's time, ms since the epoch: what all times in a room are told by. */
  now: number;
  /** The room as it is at `state.seq`; every entry after it follows in `activity`. */
  snapshot: Snapshot;
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
  'log.read': LoggedEntries | { snapshot: Snapshot };
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

/**
 * What happened in a room within one tick, merged into one message: what a message costs server and client depends
 * little on what is in it. Each part is there when there is any of it, and the entries come before the rest.
 */
export interface Activity {
  /** Durable, in order of `seq`. */
  entries?: LogEntry[];
  /** Of the strokes that `entries` add. */
  ink?: InkById;
  frame?: PackedFrame;
  /** The newest of each cell. */
  predictions?: Prediction[];
}

/** What a server sends to the members of a room. */
export interface ServerEvents {
  activity: Activity;
  'person.joined': Person;
  'person.left': { id: string };
  /** A run's record changed. */
  'run.changed': Run;
  'run.series': { runId: string; points: RunPoint[]; epochs: EpochPoint[]; log: RunLogLine[] };
  'version.added': ModelVersion;
  /** The room has more versions than are kept: an old one is gone. */
  'version.dropped': { id: string };
  'pools.changed': PoolStatus[];
  /** The store does not answer, or does again: clients keep drawing and say so. */
  'service.state': { storage: 'ok' | 'away' };
  /** Something sent without an answer (`live`) was refused. */
  refused: { event: string; error: CodedError };
}
export type ServerEvent = keyof ServerEvents;
