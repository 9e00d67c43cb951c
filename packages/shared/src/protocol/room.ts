import { z } from 'zod';
import { challengeSchema, dictatedSchema } from './challenge.js';
import { strokeIdSchema } from './ids.js';
import { linkRightSchema } from './links.js';
import { promotionSchema } from './models.js';
import { givenRoleSchema } from './people.js';
import { framingSchema, predictionSchema } from './predictions.js';
import { labelSchema, sampleCountsSchema, sampleRoleSchema } from './samples.js';

const index = z.number().int();

/** What one person says that a cell holds. */
export const opinionSchema = z.strictObject({ value: labelSchema, by: z.string().describe('person'), at: z.number() });
export type Opinion = z.infer<typeof opinionSchema>;

/** What people say that a cell holds: the opinion that stands, and those of others. */
export const cellLabelSchema = opinionSchema.extend({
  sampleId: z
    .string()
    .nullable()
    .describe('null when there is none: people of the training part and of the holdout wrote in the cell together'),
  others: z
    .array(opinionSchema)
    .readonly()
    .optional()
    .describe('of other people, oldest first; left out where there are none'),
});
export type CellLabel = z.infer<typeof cellLabelSchema>;

export const cellSchema = z.strictObject({
  revision: z.number().int().describe('counts the changes of the cell’s strokes'),
  strokes: z.array(strokeIdSchema).readonly().describe('in the order of the log; their ink comes beside'),
  label: cellLabelSchema.nullable(),
  prediction: predictionSchema.nullable(),
  dictated: dictatedSchema.optional(),
});
export type Cell = z.infer<typeof cellSchema>;

/** Strokes that one operation took away together, for whoever may bring them back. */
export const clearingSchema = z.strictObject({
  id: z.string().describe('the operation’s'),
  by: z.string().describe('person'),
  seq: z.number().int().describe('its entry’s'),
  at: z.number(),
  cells: z
    .array(
      z.strictObject({
        cell: index,
        strokes: z.array(strokeIdSchema).readonly(),
        label: cellLabelSchema.nullable().describe('what the cell held; null when strokes were left in it'),
        isWhole: z.boolean().describe('whether nothing was left in the cell'),
      }),
    )
    .readonly(),
});
export type Clearing = z.infer<typeof clearingSchema>;

const deletedSchema = z
  .strictObject({ by: z.string().describe('person'), at: z.number() })
  .describe('who deleted it, and when; it waits for being restored, or has no rows any more');

/** What of a page everybody knows, whether they look at it or not. */
export const pageHeadShape = {
  columns: z.number().int().describe('fixed when it was begun'),
  rows: z.number().int().describe('cell = row * columns + column'),
  deleted: deletedSchema.optional(),
};

export const pageStateSchema = z.strictObject({
  ...pageHeadShape,
  cells: z.record(z.number(), cellSchema).readonly().describe('those ever written on it, by index'),
  cleared: z.array(clearingSchema).readonly().describe('what can be restored, in the order of the log'),
});
export type Page = z.infer<typeof pageStateSchema>;

const turnedSchema = z
  .strictObject({ by: z.string().describe('person'), at: z.number(), from: index })
  .describe('who opened the open page, when, and which one was open before');
const suggestedSchema = z
  .strictObject({ by: z.string().describe('person'), at: z.number(), page: index })
  .describe('the page that somebody proposed to turn to');

const renewalSchema = z.strictObject({ by: z.string().describe('person'), at: z.number() });
const renewalsSchema = z
  .strictObject({
    host: renewalSchema.optional(),
    write: renewalSchema.optional(),
    watch: renewalSchema.optional(),
    code: renewalSchema.optional(),
  })
  .readonly()
  .describe('who last renewed each link and the code, and when; the keys are no part of it');

/** What says which models read a page. `...Forced`: whether it got there by an override of the gate only. */
const championship = {
  champion: z.string().describe('the version that reads the page'),
  championForced: z.boolean().describe('whether it got there by an override of the gate only'),
  previous: z.string().nullable().describe('the version that read the page before'),
  previousForced: z.boolean(),
  best: z
    .string()
    .describe(
      'what the gate compares test sets with: the version of the highest test accuracy among the champions since their line began',
    ),
  previousBest: z.string().describe('`best` of the line that `previous` is of'),
  challenger: z.string().nullable().describe('the version that reads along with the champion'),
  generation: z.number().int().describe('counts the changes of framing, champion and challenger'),
};
const { challenger, generation } = championship;

/**
 * The durable state of a room: what its log, applied in order, adds up to. Server, browser and replay all build it with
 * `applyEntry`, so that they cannot disagree (R3). It holds no ink: that is kept once, by the id of its stroke.
 */
export const roomStateSchema = z.strictObject({
  roomId: z.string(),
  title: z.string(),
  createdAt: z.number(),
  seq: z.number().int().describe('of the last entry that is in here'),
  at: z.number().describe('time of that entry; 0 before the first'),
  pages: z.record(z.number(), pageStateSchema).readonly().describe('all of them, by number'),
  page: z.number().int().describe('the open one'),
  turned: turnedSchema.nullable(),
  suggested: suggestedSchema.nullable().describe('until a page is turned'),
  framing: framingSchema,
  apart: z.boolean().describe('whether everybody but hosts is told of their own ink alone'),
  ...championship,
  promotions: z.array(promotionSchema).readonly().describe('the latest 20, oldest first'),
  roles: z.record(z.string(), givenRoleSchema).readonly().describe('by person; who is not in it is a writer'),
  names: z
    .record(z.string(), z.string())
    .readonly()
    .describe('by person; who is not in it has the name that they came with. Empty for whom names are hidden from'),
  locked: z.boolean().describe('whether nobody new is let in'),
  paused: z.boolean().describe('whether all pens but those of hosts rest'),
  namesHidden: z.boolean().describe('whether hosts alone see who is who'),
  renewals: renewalsSchema,
  challenge: challengeSchema.nullable().describe('until a host closes it, or another page is opened'),
  samples: sampleCountsSchema,
});
export type RoomState = z.infer<typeof roomStateSchema>;

const label = cellLabelSchema.optional().describe('as it is now, in a cell that is labelled');
const forgotten = z.array(z.string()).optional().describe('clearings of the page that can no longer be restored');
const labels = z
  .array(z.tuple([index, index, cellLabelSchema]))
  .optional()
  .describe('page, cell, and the label that stands there now instead of another one');
const samples = sampleCountsSchema.optional().describe('as they are now, where they have changed');
const gaveWay = z
  .array(
    z.strictObject({ page: index, clearing: z.string().optional().describe('all of the page, where it is left out') }),
  )
  .optional()
  .describe('what waited for being restored, and is gone for the sake of this: the room was full');

/** What an operation did to the state: settled facts, so that applying one needs no rule and cannot fail. */
export const effectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('stroke.add'),
    id: strokeIdSchema,
    page: index,
    cell: index.describe('another one than was asked for, where somebody else was faster'),
    revision: index,
    rows: index.optional().describe('of the page, where it grew'),
    forgotten: forgotten.describe('clearings of the page, in the logs of former versions'),
    gaveWay,
    dictated: dictatedSchema.optional().describe('where the stroke begins a digit that the challenge counts'),
    label,
    samples,
  }),
  z.strictObject({
    kind: z.literal('stroke.remove'),
    page: index,
    cell: index,
    ids: z.array(strokeIdSchema),
    revision: index,
    label,
    samples,
  }),
  z.strictObject({
    kind: z.literal('ink.clear'),
    page: index,
    clearing: clearingSchema,
    revisions: z.array(index).describe('of the clearing’s cells'),
    labels: z
      .record(z.number(), cellLabelSchema)
      .optional()
      .describe('as they are now, by cell, where strokes were left'),
    forgotten,
    samples,
  }),
  z.strictObject({
    kind: z.literal('ink.restore'),
    page: index,
    clearing: z.string(),
    cells: z.array(
      z.strictObject({
        from: index.describe('where it was'),
        cell: index.describe('where it is now: another one, where that is in use'),
        strokes: z.array(strokeIdSchema).readonly(),
        revision: index,
        label: cellLabelSchema.nullable(),
      }),
    ),
    rows: index.optional().describe('of the page, where it grew'),
    samples,
  }),
  z.strictObject({
    kind: z.literal('cell.label'),
    page: index,
    cell: index,
    label: cellLabelSchema.nullable(),
    samples,
  }),
  z.strictObject({
    kind: z.literal('samples.withdraw'),
    personId: z.string(),
    role: sampleRoleSchema,
    count: z.number().int().describe('samples that are gone, or another’s by now'),
    cells: z.array(z.tuple([index, index])).describe('page and cell of each label that is gone'),
    labels,
    samples: sampleCountsSchema,
  }),
  z.strictObject({ kind: z.literal('page.grow'), page: index, rows: index, gaveWay }),
  z.strictObject({
    kind: z.literal('page.begin'),
    page: index,
    columns: pageHeadShape.columns,
    rows: pageHeadShape.rows,
    turned: turnedSchema,
  }),
  z.strictObject({ kind: z.literal('page.suggest'), suggested: suggestedSchema }),
  z.strictObject({ kind: z.literal('page.turn'), page: index, turned: turnedSchema }),
  z.strictObject({
    kind: z.literal('page.delete'),
    page: index,
    deleted: deletedSchema,
    opened: z.strictObject({ page: index, turned: turnedSchema }).optional().describe('where it was the open one'),
  }),
  z.strictObject({ kind: z.literal('page.restore'), page: index }),
  z.strictObject({ kind: z.literal('room.title'), title: z.string() }),
  z.strictObject({ kind: z.literal('room.framing'), framing: framingSchema, generation }),
  z.strictObject({ kind: z.literal('room.apart'), apart: z.boolean() }),
  z
    .strictObject({ kind: z.literal('hidden') })
    .describe('what somebody may not see, for they work apart; no log has it'),
  z.strictObject({ kind: z.literal('model.promote'), ...championship, promotion: promotionSchema }),
  z.strictObject({ kind: z.literal('model.begin'), ...championship, promotion: promotionSchema }),
  z.strictObject({ kind: z.literal('model.challenge'), challenger, generation }),
  z.strictObject({ kind: z.literal('person.role'), personId: z.string(), role: givenRoleSchema, labels, samples }),
  z.strictObject({ kind: z.literal('person.name'), personId: z.string(), name: z.string() }),
  z.strictObject({ kind: z.literal('room.lock'), locked: z.boolean() }),
  z.strictObject({ kind: z.literal('room.pause'), paused: z.boolean() }),
  z.strictObject({
    kind: z.literal('room.names'),
    hidden: z.boolean(),
    names: z.record(z.string(), z.string()).optional().describe('as they are, once they are shown again'),
  }),
  z.strictObject({ kind: z.literal('link.renew'), right: linkRightSchema, renewal: renewalSchema }),
  z.strictObject({ kind: z.literal('code.renew'), renewal: renewalSchema }),
  z.strictObject({ kind: z.literal('challenge.start'), challenge: challengeSchema }),
  z.strictObject({ kind: z.literal('challenge.end'), until: z.number().describe('ms since the epoch') }),
  z.strictObject({ kind: z.literal('challenge.close') }),
]);

export const logEntrySchema = z.strictObject({
  seq: z.number().int(),
  opId: z.string().describe('the id that the author’s client gave the operation: how it recognises its own'),
  by: z.string().describe('person'),
  at: z.number(),
  effect: effectSchema,
});
