import { z } from 'zod';
import { readJoinCode } from '../room-link.js';
import { type CodedError, codedErrorSchema } from './coded-error.js';
import { PROTOCOL_VERSION } from './constants.js';
import { idSchema, roomIdSchema, secretSchema, versionIdSchema } from './ids.js';
import { cellIndexSchema, frameSchema, inkByIdSchema, liveSchema, pageSchema } from './ink.js';
import { LIMIT_NAMES, type Limits } from './limits.js';
import { joinCodeSchema, linkRightSchema, sharedLinksSchema } from './links.js';
import { gateVerdictSchema, modelVersionSchema } from './models.js';
import { nameSchema, titleSchema } from './names.js';
import { submissionSchema } from './operations.js';
import { attentionSchema, personSchema } from './people.js';
import { predictionRecordSchema, predictionSchema } from './predictions.js';
import { cellSchema, clearingSchema, logEntrySchema, pageHeadShape, roomStateSchema } from './room.js';
import { runLogLineSchema } from './run-notes.js';
import {
  epochPointSchema,
  partsStatusSchema,
  poolStatusSchema,
  runDetailsSchema,
  runPointSchema,
  runRequestSchema,
  runSchema,
  watchPointSchema,
} from './runs.js';
import { personSamplesSchema } from './samples.js';
import { scorePointSchema, scoreSchema } from './score.js';

/** The last entry that a client knows: its operation tells a log that has gone on from one that was restored and went another way. */
export const logPositionSchema = z.strictObject({
  seq: z.number().int().min(0),
  opId: idSchema.nullable().describe('its operation'),
});
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
      personId: idSchema.optional().describe('with `personKey`: come back as who one was'),
      personKey: secretSchema.optional(),
      key: secretSchema
        .optional()
        .describe('of a link: says how far one may come in. Who comes back as themselves needs none'),
      watch: z.boolean().optional().describe('watch only, whatever one may do beside'),
      since: logPositionSchema.optional(),
      page: pageSchema.optional().describe('the one that one looks at; the open one when left out'),
    }),
    'room.leave': z.strictObject({}),
    /** What a link leads to, before one goes in. */
    'room.look': z.strictObject({
      roomId: roomIdSchema,
      key: secretSchema.optional(),
      personId: idSchema.optional(),
      personKey: secretSchema.optional(),
    }),
    /** The keys of the room's links. */
    'links.read': z.strictObject({}),
    /** Another key for a right: the former one opens the room no more. Who is in stays in. */
    'link.renew': z.strictObject({ right: linkRightSchema }),
    /** The room's code, good while this is repeated. */
    'code.show': z.strictObject({}),
    /** Another code. */
    'code.renew': z.strictObject({}),
    /** The room that shows a code. */
    'code.find': z.strictObject({
      code: z
        .string()
        .overwrite((text) => readJoinCode(text) ?? text)
        .regex(/^\d{6}$/),
    }),
    /** A durable operation. Sent again with the same `opId` after a lost answer, it is applied once. */
    'op.submit': submissionSchema(limits),
    /** What came after `since`; the whole room when that can no longer be told. */
    'log.read': z.strictObject({ since: logPositionSchema, page: pageSchema.optional() }),
    /** What is on a page: it follows in `snapshot` messages. */
    'page.read': z.strictObject({ page: pageSchema }),
    /** How a cell was last predicted, with all that is known of it. */
    'prediction.read': z.strictObject({ page: pageSchema, cell: cellIndexSchema(limits) }),
    /** Who is there and who was: for whom names were hidden from, once they may see them. */
    'people.read': z.strictObject({}),
    /** Who labelled and wrote the room's samples, and how many. */
    'samples.read': z.strictObject({}),
    /** The room's score over time. */
    'score.read': z.strictObject({}),
    live: liveSchema(limits),
    /** Whether one is at it; who says nothing is. It is forgotten with the connection. */
    attention: z.strictObject({ attention: attentionSchema }),
    'run.start': z.strictObject({
      requestId: idSchema.describe('makes a repeated request harmless: the same id starts one run'),
      spec: runRequestSchema(limits),
      wait: z.boolean().optional().describe('queue the run even when no worker of the pool is online'),
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

const peopleListsSchema = {
  people: z.array(personSchema).describe('who is present, in the order of their ids'),
  absent: z
    .array(personSchema)
    .describe(
      'who is not, and has ink or a label here, or a role that a host gave, or has started a run: to be shown in their colour and by their name',
    ),
};

/** All of a room but what is in its log. */
export const roomListsSchema = z.strictObject({
  ...peopleListsSchema,
  versions: z
    .array(modelVersionSchema)
    .describe('the shipped ones, the default first, then the room’s own, oldest first'),
  runs: z.array(runSchema).describe('oldest first'),
  pools: z.array(poolStatusSchema),
});
export type RoomLists = z.infer<typeof roomListsSchema>;

/** A room's state but for what is on its pages: that of one page follows in pieces, that of others is asked for. */
export const stateHeadSchema = roomStateSchema
  .omit({ pages: true })
  .extend({ pages: z.record(z.number(), z.strictObject(pageHeadShape)) });
export type StateHead = z.infer<typeof stateHeadSchema>;

/**
 * How somebody is brought up to date. Without `state` they go on from the entry that they named: the next `activity` has what came after
 * it. With it they begin anew: `snapshot` messages bring `page` as it was at `state.seq`, then that `activity` comes.
 */
export const catchUpSchema = z.strictObject({
  state: stateHeadSchema.optional().describe('left out where one goes on from `since`'),
  opId: z.string().nullable().optional().describe('the operation of `state.seq`'),
  page: z.number().int().optional().describe('the page that follows, where one does'),
});
export type CatchUp = z.infer<typeof catchUpSchema>;

export const limitNameSchema = z.enum(LIMIT_NAMES);

export const joinAnswerSchema = z.strictObject({
  ...catchUpSchema.shape,
  protocol: z.literal(PROTOCOL_VERSION),
  you: personSchema,
  right: linkRightSchema.nullable().describe('what `key` gives; null where none was brought, or none was needed'),
  watches: z
    .boolean()
    .describe('whether this connection only watches, whatever one may do in others and whatever role a host gives one'),
  personKey: z
    .string()
    .nullable()
    .describe('keep it: with `personId` it brings one back as oneself; null when one came back with it'),
  limits: z.record(limitNameSchema, z.number()).readonly().describe('those in force here: pace yourself by them'),
  now: z.number().describe('the store’s time: what all times in a room are told by'),
  ...roomListsSchema.shape,
  parts: partsStatusSchema.describe('until `parts.changed`'),
});
export type JoinAnswer = z.infer<typeof joinAnswerSchema>;

/** A room that was opened, and the keys of its links. */
export const openedRoomSchema = z.strictObject({
  roomId: z.string(),
  hostKey: z.string().describe('makes its holder the host'),
  writeKey: z.string(),
  watchKey: z.string(),
});
export type OpenedRoom = z.infer<typeof openedRoomSchema>;

/** A room as its door knows it. */
export const roomLookSchema = z.strictObject({
  title: z.string(),
  people: z.number().int().describe('how many are there'),
  isFull: z.boolean().describe('whether nobody but hosts and who is there already is let in'),
  right: linkRightSchema.describe('how far one may come in'),
});
export type RoomLook = z.infer<typeof roomLookSchema>;

/** What each request answers when all is well. The app does not check them: it trusts its server. */
export const answerSchemas = {
  'room.create': openedRoomSchema,
  'room.join': joinAnswerSchema,
  'room.leave': z.strictObject({}),
  'room.look': roomLookSchema,
  'links.read': sharedLinksSchema,
  'link.renew': z.strictObject({ key: z.string() }),
  'code.show': joinCodeSchema,
  'code.renew': joinCodeSchema,
  'code.find': z.strictObject({
    roomId: z.string(),
    key: z.string().nullable().describe('of the link for writing; null where the room’s id is enough'),
  }),
  'op.submit': z.strictObject({ seq: z.number().int() }),
  'log.read': catchUpSchema,
  'page.read': z.strictObject({}),
  'prediction.read': z.strictObject({ prediction: predictionRecordSchema.nullable() }),
  'people.read': z.strictObject({
    ...peopleListsSchema,
    names: roomStateSchema.shape.names,
  }),
  'samples.read': z.strictObject({ samplesByPerson: z.array(personSamplesSchema) }),
  'score.read': z.strictObject({ points: z.array(scorePointSchema).describe('oldest first') }),
  live: z.never(),
  attention: z.strictObject({}),
  'run.start': z.strictObject({ run: runSchema }),
  'run.cancel': z.strictObject({ run: runSchema }),
  'run.read': runDetailsSchema,
  'model.judge': gateVerdictSchema,
  ping: z.strictObject({ now: z.number() }),
} as const satisfies Record<ClientEvent, z.ZodType>;
export type Answers = { [E in ClientEvent]: z.infer<(typeof answerSchemas)[E]> };

/** Every request but `live` is answered by one of these. */
export type Answer<E extends ClientEvent> = { ok: true; value: Answers[E] } | { ok: false; error: CodedError };

export const placeSchema = z.tuple([z.string(), z.number().int(), z.number().int()]).describe('person id, page, cell');
export type Place = z.infer<typeof placeSchema>;

export const attentionOfSchema = z
  .tuple([z.string(), attentionSchema])
  .describe('person id, and whether they are at it');
export type AttentionOf = z.infer<typeof attentionOfSchema>;

/**
 * What happened in a room within one tick, merged into one message: what a message costs server and client depends
 * little on what is in it. Each part is there when there is any of it, and comes in this order.
 */
export const activitySchema = z.strictObject({
  people: z
    .strictObject({ joined: z.array(personSchema), left: z.array(z.string()) })
    .optional()
    .describe('who came, or is known by something new, and who went'),
  entries: z.array(logEntrySchema).optional().describe('durable, in order of `seq`'),
  ink: inkByIdSchema.optional().describe('of the strokes that `entries` add, as far as something still names them'),
  frame: frameSchema.optional(),
  places: z
    .array(placeSchema)
    .optional()
    .describe('the free cell of the open page that each of these people is led to now: for nobody it is kept free'),
  predictions: z.array(predictionSchema).optional().describe('the newest of each cell'),
  attention: z
    .array(attentionOfSchema)
    .optional()
    .describe('who is idle or away now, or at it again; who comes in is at it'),
});
export type Activity = z.infer<typeof activitySchema>;

/** A part of a page as it was at the moment that the snapshot is of. */
export const snapshotPieceSchema = z.strictObject({
  page: pageSchema,
  seq: z.number().int().describe('of the last entry that is in it: it stands for what earlier ones did to this page'),
  range: z
    .tuple([z.number().int(), z.number().int()])
    .describe(
      'the cells that it tells of, those that hold nothing included: from the first one up to the second, not with it',
    ),
  cells: z.record(z.number(), cellSchema),
  ink: inkByIdSchema,
  cleared: z.array(clearingSchema).optional().describe('what can be restored; comes with the last piece'),
  isLast: z.boolean().describe('whether the page is complete now'),
});
export type SnapshotPiece = z.infer<typeof snapshotPieceSchema>;

/** What a server sends to the people of a room. */
export const serverSchemas = {
  /** An {@link Activity}, see `RoomDecoder.activity`. */
  activity: z.instanceof(Uint8Array),
  /** A {@link SnapshotPiece}, see `RoomDecoder.piece`. */
  snapshot: z.instanceof(Uint8Array),
  /** Many come at once: how many are let in before this one. */
  'join.waiting': z.strictObject({ ahead: z.number().int() }),
  /** A run's record changed. */
  'run.changed': runSchema,
  'run.series': z.strictObject({
    runId: z.string(),
    points: z.array(runPointSchema),
    epochs: z.array(epochPointSchema),
    watched: z.array(watchPointSchema),
    log: z.array(runLogLineSchema),
  }),
  'version.added': modelVersionSchema,
  /** The room has more versions than are kept: an old one is gone. */
  'version.dropped': z.strictObject({ id: z.string() }),
  'pools.changed': z.array(poolStatusSchema),
  /** Nobody predicts any more, or somebody does again; a part was given up, or is back. */
  'parts.changed': partsStatusSchema,
  /** The store does not answer, or does again: clients keep drawing and say so. */
  'service.state': z.strictObject({ storage: z.enum(['ok', 'away']) }),
  /** To hosts alone: what the room's ink takes, while that is much of what it may take, and once when it no longer is. */
  'room.ink': z.strictObject({
    bytes: z.number(),
    maxBytes: z.number(),
    pages: z
      .array(z.tuple([z.number().int(), z.number()]))
      .describe(
        'number and bytes of each page that holds ink, with what was cleared on it and what samples keep of it',
      ),
  }),
  /** How well the room's model reads what is written on all pages: to who comes in, and whenever it has changed. */
  'room.score': scoreSchema,
  /** Something sent without an answer (`live`) was refused. */
  refused: z.strictObject({ event: z.string(), error: codedErrorSchema }),
} as const;
export type ServerEvent = keyof typeof serverSchemas;
export type ServerEvents = { [E in ServerEvent]: z.infer<(typeof serverSchemas)[E]> };
