import { z } from 'zod';
import { codedErrorSchema } from './coded-error.js';
import { FRAMINGS } from './constants.js';
import { digitSchema, labelSchema } from './samples.js';

export const framingSchema = z.enum(FRAMINGS).describe('How strokes become the 28 x 28 image that a model sees.');
export type Framing = z.infer<typeof framingSchema>;

export const scoresSchema = z
  .array(z.number())
  .describe('ten or eleven probabilities that sum to 1: of the ten digits, and of no digit');

export const likeliestDigitSchema = digitSchema.describe('the likeliest of the ten, whatever else it may be');

/** What a model says that it sees, as `decisionOf` settles it. */
export const decisionSchema = z.strictObject({
  is: labelSchema,
  or: labelSchema.nullable().describe('what else it may well be; null where the model is sure'),
  score: z.number().describe('probability that it is `is`, or one of the two'),
});
export type Decision = z.infer<typeof decisionSchema>;

/** What a challenger read in the image that the champion read. */
export const challengerPredictionSchema = z.strictObject({
  modelVersion: z.string(),
  digit: likeliestDigitSchema,
  scores: scoresSchema,
});
export type ChallengerPrediction = z.infer<typeof challengerPredictionSchema>;

/** Why another model has read than the one that the room wants. */
export const standsInSchema = z.strictObject({
  modelVersion: z.string().describe('the champion of the room'),
  error: codedErrorSchema.nullable().describe('why the worker cannot use it; null while it is being loaded'),
});
export type StandsIn = z.infer<typeof standsInSchema>;

export const predictionTimesSchema = z.strictObject({
  queueMs: z.number().describe('from the gateway’s queueing to the worker’s taking it, waiting for the batch included'),
  rasteriseMs: z.number(),
  inferMs: z.number().describe('the whole batch’s inference: every cell of a batch waits for all of it'),
  totalMs: z.number().describe('from the gateway’s queueing to the worker’s publishing'),
});
export type PredictionTimes = z.infer<typeof predictionTimesSchema>;

/** What a model reads in one cell. */
export const predictionSchema = z.strictObject({
  page: z.number().int(),
  cell: z.number().int(),
  revision: z.number().int().describe('the one of the cell that was read'),
  live: z
    .number()
    .int()
    .describe(
      '0 for the cell’s stored strokes; above it, the count of the unfinished stroke’s predictions since that revision',
    ),
  generation: z.number().int().describe('of the room, see RoomState'),
  modelVersion: z.string().describe('what has read: the champion of that moment unless `insteadOf` says otherwise'),
  insteadOf: standsInSchema
    .nullable()
    .describe('null for the champion’s own; else the cell is read once more, as soon as the champion can'),
  digit: likeliestDigitSchema,
  scores: scoresSchema,
  byChallenger: challengerPredictionSchema
    .nullable()
    .describe(
      'null when the room has no challenger, it cannot be used, or its prediction is still to come: then the same prediction is told once more with it',
    ),
  challengerError: codedErrorSchema.nullable().describe('why the challenger could not read'),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** A prediction as its worker stores it: with what is told of it to those who ask. */
export const predictionRecordSchema = predictionSchema.extend({
  framing: framingSchema,
  times: predictionTimesSchema,
  batch: z.number().int().describe('cells read together'),
  workerId: z.string(),
});
export type PredictionRecord = z.infer<typeof predictionRecordSchema>;
