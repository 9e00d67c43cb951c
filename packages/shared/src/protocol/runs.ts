import { z } from 'zod';
import { codedErrorSchema } from './coded-error.js';
import { ENGINE_LACKS, PART_NAMES, WORKER_DUTIES } from './constants.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import {
  architectureSchema,
  datasetKindSchema,
  datasetSummarySchema,
  layerSchema,
  layersSchema,
  outputsSchema,
} from './models.js';
import { authorSchema } from './people.js';
import { framingSchema } from './predictions.js';
import { runLogLineSchema } from './run-notes.js';
import { digitSchema } from './samples.js';

const share = z.number().min(0).max(1);

export const poolSchema = z.enum(['cpu', 'gpu']);
export type PoolName = z.infer<typeof poolSchema>;

/** How the learning rate moves over a run; each is a function of the run's progress (`learningRateAt` of the engine). */
export const scheduleSchema = z.enum(['constant', 'cosine', 'one-cycle']);
export type Schedule = z.infer<typeof scheduleSchema>;

/** The form of a run's request under the limits in force. */
export function runRequestSchema(limits: Limits) {
  return z.strictObject({
    architecture: architectureSchema.describe(
      'that of the champion, whatever is asked, when `startFrom` is `champion`',
    ),
    layers: layersSchema(limits).optional().describe('of a `custom` architecture, and of no other, from the image on'),
    outputs: outputsSchema
      .optional()
      .describe('11 only of a `custom` architecture; that of the champion when `startFrom` is `champion`'),
    epochs: z.number().int().min(1).max(limits.runEpochsMax),
    batchSize: z.number().int().min(1).max(limits.runBatchSizeMax),
    learningRate: z.number().min(1e-6).max(1).describe('the highest one of a schedule that moves'),
    dataset: datasetKindSchema,
    startFrom: z.enum(['scratch', 'champion']).describe('`champion`: go on from its weights'),
    pool: poolSchema,
    schedule: scheduleSchema.default('constant').describe('how the learning rate moves'),
    augment: z
      .boolean()
      .default(false)
      .describe('shows each image anew in every epoch: shifted, turned, sheared, bent, with a thinner or thicker pen'),
    patience: z
      .number()
      .int()
      .min(0)
      .max(20)
      .default(0)
      .describe(
        'stops after so many epochs without a better loss on images that were split off the training images for it, and goes back to the best weights; 0: never',
      ),
    replay: z
      .number()
      .int()
      .min(0)
      .max(limits.runReplayMax)
      .default(0)
      .describe(
        'images that an epoch shows beside the corrections (dataset `both`), drawn anew for each, half of them generated drawings; 0: all of MNIST',
      ),
    seed: z
      .number()
      .int()
      .min(0)
      .max(0xffff_ffff)
      .optional()
      .describe('of initial weights, shuffling and dropout; drawn by the server when left out'),
  });
}
export type RunRequest = z.infer<ReturnType<typeof runRequestSchema>>;

/** A request with all that the server has settled. */
export const runSpecSchema = runRequestSchema(DEFAULT_LIMITS).extend({
  seed: z.number().int(),
  layers: z.array(layerSchema),
  framing: framingSchema.describe('how the room’s drawings become images: its framing when the run was asked for'),
  parentId: z.string().nullable().describe('the version to start from, when `startFrom` is `champion`'),
});
export type RunSpec = z.infer<typeof runSpecSchema>;

/** Means since the point before it. */
export const runPointSchema = z.strictObject({
  step: z.number().int(),
  epoch: z.number().describe('fractional: 1.5 is halfway through the second epoch'),
  loss: z.number(),
  accuracy: share,
});
export type RunPoint = z.infer<typeof runPointSchema>;

/** The test set's verdict after an epoch. */
export const epochPointSchema = z.strictObject({
  epoch: z.number().int(),
  step: z.number().int(),
  testLoss: z.number(),
  testAccuracy: share,
  validationLoss: z
    .number()
    .optional()
    .describe('on the images split off the training images, when the run may stop early'),
});
export type EpochPoint = z.infer<typeof epochPointSchema>;

/** What a run's model reads in the middle of an epoch: the room's own digits, and a few that are the same for every run. */
export const watchPointSchema = z.strictObject({
  step: z.number().int(),
  epoch: z.number().describe('fractional, as of a point; 0 before the first step'),
  read: z.string().describe('what it reads each digit of the shelf, one character each, in their order'),
  drawings: share.describe('right answers on 200 generated drawings'),
  scans: share.describe('right answers on 500 scans of the test set'),
});
export type WatchPoint = z.infer<typeof watchPointSchema>;

/** One of the room's own digits that a run is watched on. */
export const shelfDigitSchema = z.strictObject({
  label: digitSchema,
  image: z.string().describe('784 brightness values 0..255, row by row, as base64'),
});
export type ShelfDigit = z.infer<typeof shelfDigitSchema>;

export const runProgressSchema = z.strictObject({
  phase: z.enum(['queued', 'loading', 'compiling', 'training', 'evaluating', 'saving', 'done']),
  fraction: share.describe('of the whole run that is done'),
  epoch: z.number().int(),
  step: z.number().int(),
  totalSteps: z.number().int(),
  samplesPerSecond: z.number(),
  etaMs: z.number().nullable().describe('to the end, as far as it can be told'),
});
export type RunProgress = z.infer<typeof runProgressSchema>;
export type RunPhase = RunProgress['phase'];

export const workerDutySchema = z.enum(WORKER_DUTIES);
export type WorkerDuty = z.infer<typeof workerDutySchema>;

export const engineLackSchema = z
  .enum(ENGINE_LACKS)
  .describe('`answer`: not in time; `crashed`: while it was opened; `slower`: it works, and another one is faster');
export type EngineLack = z.infer<typeof engineLackSchema>;

/** An engine of the pool that a worker does not use, and why. */
export const passedOverEngineSchema = z.strictObject({
  engine: z.string(),
  missing: engineLackSchema,
  reason: z.string().describe('the same in an English sentence'),
});
export type PassedOverEngine = z.infer<typeof passedOverEngineSchema>;

/** A worker as people see it. */
export const workerInfoSchema = z.strictObject({
  id: z.string(),
  pool: poolSchema,
  engine: z
    .string()
    .describe('the one that trains: `onnx` (on the CPU), `onnx-webgpu`, `onnx-cuda`, `tfjs-node-gpu`, ...'),
  device: z.string().describe('as its maker names it'),
  threads: z.number().int().describe('of one training step; 0 where the device is a GPU'),
  memoryBytes: z.number().describe('of the device; 0 where its driver does not tell'),
  override: z.boolean().describe('an operator made this pool run another pool’s engine'),
  passedOver: z.array(passedOverEngineSchema).readonly().describe('the pool’s other engines'),
  duties: z.array(workerDutySchema).readonly(),
  price: z
    .strictObject({ perHour: z.number(), currency: z.string() })
    .describe('what an hour of it costs, as its operator says'),
});
export type WorkerInfo = z.infer<typeof workerInfoSchema>;

/** What a run took: is the GPU worth its price? */
export const runCostSchema = z.strictObject({
  wallSeconds: z.number().describe('from taking the run to its end; of all workers that had it, one after the other'),
  cpuSeconds: z.number().describe('processor time of the training process over all cores'),
  gpuSeconds: z.number().describe('for which the run held a GPU; 0 where there is none'),
  peakMemoryBytes: z.number().describe('the most that the training process held at once'),
  energyWh: z.number(),
  energyMeasured: z.boolean().describe('by the machine; else it is estimated from time and watts'),
  money: z.number().describe('price of the wall time at the pool’s rate'),
  currency: z.string().describe('ISO 4217 code, such as `JPY`'),
});
export type RunCost = z.infer<typeof runCostSchema>;

/** A run's result in a few numbers: how many of the room's corrections its model reads rightly. */
export const correctionCountsSchema = z.strictObject({
  size: z.number().int().describe('the room’s samples of digits, the latest ones where they are many'),
  right: z.number().int(),
  before: z.number().int().describe('how many the live model read rightly'),
});
export type CorrectionCounts = z.infer<typeof correctionCountsSchema>;

export const runStateSchema = z.enum(['pending', 'running', 'finished', 'failed', 'cancelled']);
export type RunState = z.infer<typeof runStateSchema>;

export const runSchema = z.strictObject({
  id: z.string(),
  roomId: z.string(),
  number: z.number().int().describe('counts the room’s runs from 1'),
  startedBy: authorSchema,
  spec: runSpecSchema,
  state: runStateSchema,
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  progress: runProgressSchema,
  worker: workerInfoSchema.nullable(),
  dataset: datasetSummarySchema.nullable(),
  versionId: z.string().nullable().describe('the version it made, once finished'),
  testAccuracy: share.nullable(),
  corrections: correctionCountsSchema
    .nullable()
    .optional()
    .describe('null where the room had none; left out until it is finished, and of runs that are older than it'),
  checkpointEpoch: z.number().int().describe('the last epoch that another worker can go on from; 0 before the first'),
  cost: runCostSchema.nullable().describe('so far; null until a worker has told'),
  error: codedErrorSchema.nullable(),
});
export type Run = z.infer<typeof runSchema>;

/** One bin of a reliability diagram: the answers whose confidence lies in the same range. */
export const calibrationBinSchema = z.strictObject({
  confidence: share.describe('mean of the bin’s answers; the bin’s middle where it has none'),
  accuracy: share.describe('right ones of them; 0 where there are none'),
  count: z.number().int(),
});
export type CalibrationBin = z.infer<typeof calibrationBinSchema>;

/** How well a model reads one labelled part of the data: digits, judged by its ten scores of digits alone, whatever else it says. */
export const partEvaluationSchema = z.strictObject({
  size: z.number().int(),
  accuracy: share,
  refused: share.optional().describe('of these digits, what it says is no digit; only of eleven outputs'),
  loss: z.number().describe('mean cross-entropy, nats'),
  perClass: z.array(share).describe('right answers of each digit; 0 for one that does not occur'),
  confusion: z.array(z.array(z.number())).describe('counts: [true digit][digit read]'),
  ece: share.describe(
    'expected calibration error: by how much confidence and accuracy differ, averaged over the bins by their counts (Guo et al. 2017)',
  ),
  calibration: z.array(calibrationBinSchema).describe('bins of equal width, from unsure to certain'),
});
export type PartEvaluation = z.infer<typeof partEvaluationSchema>;

/** An image that was read wrongly. */
export const mistakeSchema = z.strictObject({
  part: z.enum(['test', 'holdout']),
  truth: digitSchema,
  read: digitSchema,
  confidence: share.describe('probability that the model gave its answer'),
  image: z.string().describe('784 brightness values 0..255, row by row, as base64'),
});
export type Mistake = z.infer<typeof mistakeSchema>;

/** One of the room's corrections that two models read differently, one of them rightly. */
export const changedReadingSchema = z.strictObject({
  truth: digitSchema,
  before: digitSchema,
  now: digitSchema,
  image: z.string().describe('784 brightness values 0..255, row by row, as base64'),
});
export type ChangedReading = z.infer<typeof changedReadingSchema>;

/** What a run's model makes of the room's corrections, beside the model that was live when the run began. */
export const onCorrectionsSchema = correctionCountsSchema.extend({
  liveId: z.string().describe('the version that was live'),
  seen: z.number().int().describe('samples that the run has learned from'),
  mended: z.number().int().describe('read rightly now, and wrongly by the live model'),
  spoilt: z.number().int().describe('the other way round'),
  changed: z
    .array(changedReadingSchema)
    .describe('pictures of these, at most `mistakesMax` of each kind; spoilt ones first'),
});
export type OnCorrections = z.infer<typeof onCorrectionsSchema>;

/** All that is known of a finished run's model: what a run's page shows. */
export const evaluationSchema = z.strictObject({
  test: partEvaluationSchema,
  holdout: partEvaluationSchema
    .nullable()
    .describe('the room’s holdout samples under its framing as they were then; null when there were none'),
  mistakes: z
    .array(mistakeSchema)
    .describe('at most `mistakesMax` of each part, of as many confusions as there are; the most confident first'),
  corrections: onCorrectionsSchema
    .nullable()
    .optional()
    .describe('null when the room had none; left out of runs that are older than it'),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** A run with all its series: what somebody who comes late asks for. */
export const runDetailsSchema = z.strictObject({
  run: runSchema,
  points: z.array(runPointSchema),
  epochs: z.array(epochPointSchema),
  log: z.array(runLogLineSchema),
  watched: z.array(watchPointSchema).describe('several an epoch, as far as they cost little of the run'),
  shelf: z
    .array(shelfDigitSchema)
    .nullable()
    .describe('the room’s latest corrections of digits, 100 at most; null until the run has begun to learn'),
  evaluation: evaluationSchema.nullable().describe('once the run is finished'),
});
export type RunDetails = z.infer<typeof runDetailsSchema>;

export const partNameSchema = z.enum(PART_NAMES);
export type PartName = z.infer<typeof partNameSchema>;

/** How the processes behind a gateway are. */
export const partsStatusSchema = z.strictObject({
  predicting: z.boolean().describe('whether a worker is online that predicts cells; at most three seconds old'),
  down: z
    .array(partNameSchema)
    .describe('parts that kept ending, and are given up until a later try; several workers are one name'),
});
export type PartsStatus = z.infer<typeof partsStatusSchema>;

export const poolStatusSchema = z.strictObject({
  pool: poolSchema,
  workers: z.array(workerInfoSchema).describe('online and taking runs'),
  waiting: z.number().int().describe('runs in its queue'),
  queue: z.array(z.string()).describe('their ids in the order in which they will be taken, as far as it stands now'),
});
export type PoolStatus = z.infer<typeof poolStatusSchema>;
