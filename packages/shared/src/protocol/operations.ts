import { z } from 'zod';
import { idSchema, strokeIdSchema, versionIdSchema } from './ids.js';
import { cellIndexSchema, pageSchema, pointsSchema, strokeWidthSchema } from './ink.js';
import type { Limits } from './limits.js';
import { titleSchema } from './names.js';
import { framingSchema } from './predictions.js';
import { labelSchema, sampleRoleSchema } from './samples.js';

/**
 * What a person may ask for, by kind. `settle` decides it, and the log keeps the effect.
 */
export function operationSchema(limits: Limits) {
  const [cell, page] = [cellIndexSchema(limits), pageSchema];
  return z.discriminatedUnion('kind', [
    /** `id` is given by the author: see {@link strokeIdOf}. */
    z.strictObject({
      kind: z.literal('stroke.add'),
      page,
      stroke: z.strictObject({
        id: idSchema,
        cell,
        width: strokeWidthSchema(limits),
        points: pointsSchema(limits.strokePointsMax, limits),
      }),
    }),
    /** Takes back one's own strokes of a cell (undo, eraser). A host may take back anyone's. */
    z.strictObject({
      kind: z.literal('stroke.remove'),
      page,
      cell,
      ids: z.array(strokeIdSchema).min(1).max(limits.cellStrokesMax),
    }),
    /** Clears a cell: a host everything in it, a writer their own strokes. Samples made from it stay. */
    z.strictObject({ kind: z.literal('cell.clear'), page, cell }),
    /** Says what a cell holds; null takes it back. */
    z.strictObject({ kind: z.literal('cell.label'), page, cell, label: labelSchema.nullable() }),
    /**
     * Takes back all samples that somebody labelled or wrote, wherever they were made, with the labels of the page
     * that they came from. Anybody may take back their own, a host everybody's.
     */
    z.strictObject({
      kind: z.literal('samples.withdraw'),
      personId: idSchema,
      role: sampleRoleSchema,
    }),
    /** Adds a row of cells. */
    z.strictObject({ kind: z.literal('page.grow') }),
    /** Starts a fresh page. A host's to do: the ink of the page that is turned is gone. */
    z.strictObject({ kind: z.literal('page.turn'), page }),
    /** A host's to do, like all that follows. */
    z.strictObject({ kind: z.literal('room.title'), title: titleSchema(limits) }),
    z.strictObject({ kind: z.literal('room.framing'), framing: framingSchema }),
    /**
     * Makes a version the champion; the champion so far becomes `previous`. One that was not live before has to pass the
     * gate, or a host says that it goes live all the same.
     */
    z.strictObject({
      kind: z.literal('model.promote'),
      versionId: versionIdSchema,
      override: z.boolean().optional(),
    }),
    /** Has a version read along with the champion; null ends that. */
    z.strictObject({ kind: z.literal('model.challenge'), versionId: versionIdSchema.nullable() }),
    /** Makes whoever holds the room's host key a host: asked for by a gateway that has seen the key. */
    z.strictObject({ kind: z.literal('host.claim') }),
  ]);
}

export type Operation = z.infer<ReturnType<typeof operationSchema>>;

/** An operation under the id that its author's client gave it: sent again with the same id, it is applied once. */
export function submissionSchema(limits: Limits) {
  return z.strictObject({ opId: idSchema, op: operationSchema(limits) });
}

export type Submission = z.infer<ReturnType<typeof submissionSchema>>;
