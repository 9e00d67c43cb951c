import { z } from 'zod';
import { OUTPUT_COUNTS } from '../decision.js';
import { VERSION_FORMATS } from './constants.js';
import type { Limits } from './limits.js';
import { framingSchema } from './predictions.js';
import { digitSchema } from './samples.js';

const share = z.number().min(0).max(1);

/** The ready-made architectures: the notebook's two, and a small one that trains in seconds. */
export const presetSchema = z.enum(['mlp', 'cnn', 'compact']);
export type PresetName = z.infer<typeof presetSchema>;

export const architectureSchema = z.enum([...presetSchema.options, 'custom']);
export type ArchitectureName = z.infer<typeof architectureSchema>;

export const activationSchema = z.enum(['relu', 'tanh', 'linear']);
export type Activation = z.infer<typeof activationSchema>;

/**
 * One layer of a model. What is always there is not listed: the flattening of the image before the first dense layer, and
 * the last dense layer, whose outputs are the logits of the ten digits, and of "no digit" where there are eleven.
 */
export const layerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('conv'),
    filters: z.number().int().min(1).max(256),
    kernelSize: z.number().int().min(1).max(7).describe('side of the square that a filter looks at, in pixels'),
    padding: z.enum(['valid', 'same']).describe('`same` pads the image with paper, so that it keeps its size'),
    activation: activationSchema,
  }),
  z
    .strictObject({ kind: z.literal('pool'), size: z.literal([2, 3, 4]) })
    .describe(
      'Keeps the largest value of each square of size x size pixels. Pixels at the right and at the bottom that fill no square are left out.',
    ),
  z.strictObject({ kind: z.literal('dense'), units: z.number().int().min(1).max(2048), activation: activationSchema }),
  z
    .strictObject({ kind: z.literal('batchNorm') })
    .describe('Directly after a conv or dense layer: before its activation, and in place of its bias.'),
  z
    .strictObject({ kind: z.literal('dropout'), rate: z.number().min(0).max(0.9) })
    .describe('Leaves out a share of the values, other ones at each step; for training alone.'),
]);
export type LayerSpec = z.infer<typeof layerSchema>;

/** The form of a model's layers under the limits in force. Whether they fit each other is told by `describeLayers`. */
export function layersSchema(limits: Limits) {
  return z.array(layerSchema).max(limits.layersMax);
}

export const outputsSchema = z
  .literal(OUTPUT_COUNTS)
  .describe('10: the digits; 11: and that it is no digit. Left out: 10');

export const datasetKindSchema = z
  .enum(['mnist', 'corrections', 'both'])
  .describe('What a run trains on: MNIST’s scans, the room’s corrections, or both together.');
export type DatasetKind = z.infer<typeof datasetKindSchema>;

/** What a run was really trained and measured on. */
export const datasetSummarySchema = z.strictObject({
  kind: datasetKindSchema,
  source: z
    .enum(['mnist', 'generated'])
    .describe('`generated` when MNIST could not be had and drawn digits took its place'),
  trainSize: z.number().int().describe('images in the training set, corrections included'),
  corrections: z.number().int().describe('how many of them come from the room’s corrections'),
  testSize: z.number().int(),
  digest: z.string().describe('SHA-256 over images and labels, hex'),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

const holdoutResultSchema = z.strictObject({ size: z.number().int(), accuracy: share });

export const versionMetricsSchema = z.strictObject({
  testAccuracy: share.describe('right answers on the test set'),
  testLoss: z.number().describe('mean cross-entropy on the test set, nats'),
  perClass: z.array(share).describe('right answers of each digit, judged by the ten'),
  ece: share.describe('expected calibration error on the test set'),
  refused: share.optional().describe('of the test set’s digits, what it says is no digit; only of eleven outputs'),
  holdout: holdoutResultSchema
    .nullable()
    .describe('on the room’s holdout samples as they were then; null when there were none'),
});
export type VersionMetrics = z.infer<typeof versionMetricsSchema>;

export const versionFormatSchema = z.enum(VERSION_FORMATS);
export type VersionFormat = z.infer<typeof versionFormatSchema>;

/** An immutable model version. Its artifact (topology, weights, inference graph) lies beside it in the store. */
export const modelVersionSchema = z.strictObject({
  id: z.string(),
  roomId: z.string().nullable().describe('the room whose run made it; null for a shipped one'),
  number: z.number().int().describe('counts the room’s versions from 1; 0 for a shipped one'),
  origin: z.enum(['shipped', 'run', 'imported']),
  architecture: architectureSchema,
  layers: z.array(layerSchema).readonly(),
  outputs: outputsSchema.optional(),
  parameters: z.number().int(),
  parentId: z.string().nullable().describe('the version that training started from, if not from scratch'),
  runId: z.string().nullable().describe('the run that made it'),
  createdAt: z.number(),
  framing: framingSchema.optional().describe('how its run made images of the room’s drawings, where a run made it'),
  dataset: datasetSummarySchema,
  metrics: versionMetricsSchema,
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;
export type VersionOrigin = ModelVersion['origin'];

/** One of the gate's questions, with the numbers that answered it. Shares are of right answers. */
export const gateCheckSchema = z.strictObject({
  name: z
    .enum(['test', 'classes', 'refused', 'holdout'])
    .describe(
      'the test set as a whole; each digit of it, with the numbers of the one that comes out worst; the share of its digits that are not taken for no digit, where one of both has eleven outputs; the room’s holdout as it is at this moment',
    ),
  passed: z.boolean(),
  candidate: share.nullable().describe('null where it was not measured'),
  champion: share.nullable().describe('of the test set’s checks: those of `best`, where the verdict names one'),
  floor: z.number().nullable().describe('what the candidate has to reach; null where there is nothing to reach'),
  digit: digitSchema.optional().describe('of `classes`'),
  size: z.number().int().optional().describe('of `holdout`: how many drawings it holds'),
});
export type GateCheck = z.infer<typeof gateCheckSchema>;

/** Whether a version may take the champion's place, and why. */
export const gateVerdictSchema = z.strictObject({
  passed: z.boolean(),
  checks: z.array(gateCheckSchema),
  best: z
    .string()
    .optional()
    .describe(
      'the best version of the room’s line, where it is not the champion: the checks of the test set compare with its numbers',
    ),
  drawings: z
    .strictObject({ candidate: share, champion: share })
    .optional()
    .describe('how well both read generated drawings, under the room’s framing; no part of the gate'),
  corrections: z
    .strictObject({
      size: z.number().int().describe('the room’s samples of digits, the latest ones where they are many'),
      candidate: z.number().int(),
      champion: z.number().int(),
    })
    .optional()
    .describe('how many of the room’s corrections both read rightly; left out where there was none, or no time'),
});
export type GateVerdict = z.infer<typeof gateVerdictSchema>;

/** What a promotion leaves behind: who made which version live, and on what ground. */
export const promotionSchema = z.strictObject({
  versionId: z.string(),
  by: z.string().describe('person: a host, of whom every room knows the name'),
  at: z.number(),
  verdict: gateVerdictSchema
    .nullable()
    .describe('null for a version that was live before by its own merit, and for one with which the line began anew'),
  override: z.boolean().describe('whether a host made it live although the gate said no'),
  begins: z.literal(true).optional().describe('the line of the room’s champions began anew with it'),
});
export type Promotion = z.infer<typeof promotionSchema>;
