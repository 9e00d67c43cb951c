import { z } from 'zod';

const count = z.number().int();

/** How many digits there are of which it is known what they are, and what a model makes of them. */
export const tallySchema = z.strictObject({
  written: count.describe('digits of which it is known what they are'),
  read: count.describe('those that the room’s model has read as they are now; the others are still on their way'),
  right: count.describe('those that it has read as what they are'),
});
export type Tally = z.infer<typeof tallySchema>;

/** How well the room's model reads what people have written, on a page or on all of them. */
export const scoreSchema = tallySchema.extend({
  inked: count.describe('cells that hold ink, whether or not somebody has said what they are'),
});
export type Score = z.infer<typeof scoreSchema>;

/** The room's score as it was once. */
export const scorePointSchema = scoreSchema.extend({ at: z.number().describe('ms since the epoch') });
export type ScorePoint = z.infer<typeof scorePointSchema>;
