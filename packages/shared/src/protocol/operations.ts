import { z } from 'zod';
import { PAGE_COLUMNS } from '../page.js';
import { challengeSecondsSchema, dictatedNumberSchema } from './challenge.js';
import { idSchema, shippedVersionIdSchema, strokeIdSchema, versionIdSchema } from './ids.js';
import { cellIndexSchema, pageSchema, pointsSchema, strokeWidthSchema } from './ink.js';
import type { Limits } from './limits.js';
import { linkRightSchema } from './links.js';
import { nameSchema, titleSchema } from './names.js';
import { givenRoleSchema } from './people.js';
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
        begunWith: idSchema
          .optional()
          .describe(
            'the id that the author gave to the stroke with which they began this cell, when it was empty to them: where somebody else was faster, their digit goes to the nearest free cell',
          ),
      }),
    }),
    /** Takes back one's own strokes of a cell (undo, eraser). A host may take back anyone's: it can be restored like what is cleared. */
    z.strictObject({
      kind: z.literal('stroke.remove'),
      page,
      cell,
      ids: z.array(strokeIdSchema).min(1).max(limits.cellStrokesMax),
    }),
    /**
     * Clears a page, or a cell of it, of everybody's ink or one person's: a host of all of it, a writer of their own. It can be restored as
     * long as the page is kept. Samples made from it stay.
     */
    z.strictObject({ kind: z.literal('ink.clear'), page, cell: cell.optional(), personId: idSchema.optional() }),
    /** Brings back what an operation has cleared: all of it for a host and for who cleared it, else one's own strokes. */
    z.strictObject({ kind: z.literal('ink.restore'), page, clearing: idSchema }),
    /** Says what a cell holds, beside what others say of it; null takes back what one said oneself. */
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
    z.strictObject({ kind: z.literal('page.grow'), page }),
    /**
     * Begins a page after the last one and opens it; one on which nobody has written yet is begun anew instead. A host's to do, and
     * everybody's where the last page is full and can grow no further.
     */
    z.strictObject({ kind: z.literal('page.begin'), columns: z.literal(PAGE_COLUMNS) }),
    /** Proposes to the hosts to turn to a page, or to begin the one after the last. */
    z.strictObject({ kind: z.literal('page.suggest'), page }),
    /** Opens a page for all. A host's to do, like all that follows. */
    z.strictObject({ kind: z.literal('page.turn'), page }),
    /**
     * Takes a page out of the room; if it is the open one, another one is opened. It can be restored until the room needs what its ink
     * takes, and keeps its number for good. A room keeps at least one page.
     */
    z.strictObject({ kind: z.literal('page.delete'), page }),
    /** Brings a deleted page back, as long as it waits. */
    z.strictObject({ kind: z.literal('page.restore'), page }),
    z.strictObject({ kind: z.literal('room.title'), title: titleSchema(limits) }),
    z.strictObject({ kind: z.literal('room.framing'), framing: framingSchema }),
    /** Whether everybody but hosts sees their own work alone, until it is revealed. */
    z.strictObject({ kind: z.literal('room.apart'), apart: z.boolean() }),
    /**
     * Makes a version the champion; the champion so far becomes `previous`. One that was not live before has to pass the
     * gate, or a host says that it goes live all the same.
     */
    z.strictObject({
      kind: z.literal('model.promote'),
      versionId: versionIdSchema,
      override: z.boolean().optional(),
    }),
    /** Makes a shipped version the champion with which the room's line begins anew: without the gate, whose yardstick it is from now on. */
    z.strictObject({ kind: z.literal('model.begin'), versionId: shippedVersionIdSchema }),
    /** Has a version read along with the champion; null ends that. */
    z.strictObject({ kind: z.literal('model.challenge'), versionId: versionIdSchema.nullable() }),
    /** Gives somebody a role. A host cannot give up their own while there is no other one. */
    z.strictObject({ kind: z.literal('person.role'), personId: idSchema, role: givenRoleSchema }),
    /** Gives somebody a name: one's own, or for a host anybody's. */
    z.strictObject({ kind: z.literal('person.name'), personId: idSchema, name: nameSchema(limits) }),
    /** Lets nobody new in, or lets them in again; a host's to do. */
    z.strictObject({ kind: z.literal('room.lock'), locked: z.boolean() }),
    /** Has all pens but those of hosts rest, or go on; a host's to do. */
    z.strictObject({ kind: z.literal('room.pause'), paused: z.boolean() }),
    /** Hides from all but hosts who is who, or shows it again; a host's to do. */
    z.strictObject({ kind: z.literal('room.names'), hidden: z.boolean() }),
    /** Gives a right another key, which is no part of the log: asked for by a gateway that has made it. A host's to do. */
    z.strictObject({ kind: z.literal('link.renew'), right: linkRightSchema }),
    /** Makes the room's code useless: the next one that is shown is another. A host's to do. */
    z.strictObject({ kind: z.literal('code.renew') }),
    /** Dictates a number that everybody writes on the open page until the time is up; one at a time. A host's to do, like its end. */
    z.strictObject({
      kind: z.literal('challenge.start'),
      number: dictatedNumberSchema,
      seconds: challengeSecondsSchema,
    }),
    /** Ends the challenge before its time. */
    z.strictObject({ kind: z.literal('challenge.end') }),
    /** Takes the challenge and its score off everybody's screen. */
    z.strictObject({ kind: z.literal('challenge.close') }),
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
