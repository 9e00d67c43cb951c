import { z } from 'zod';
import type { RunCost } from './cost.js';
import { type DatasetSummary, datasetKindSchema } from './datasets.js';
import type { CodedError } from './errors.js';
import type { Evaluation } from './evaluation.js';
import type { Framing } from './framing.js';
import { type LayerSpec, layersSchema } from './layers.js';
import type { Limits } from './limits.js';
import { architectureSchema, type PresetName } from './models.js';
import type { RunLogLine } from './run-notes.js';

export const poolSchema = z.enum(['cpu', 'gpu']);
export type PoolName = z.infer<typeof poolSchema>;

/** How the learning rate moves over a run; each is a function of the run's progress (`learningRateAt` of the engine). */
export const scheduleSchema = z.enum(['constant', 'cosine', 'one-cycle']);
export type Schedule = z.infer<typeof scheduleSchema>;

export const runStateSchema = z.enum(['pending', 'running', 'finished', 'failed', 'cancelled']);
export type RunState = z.infer<typeof runStateSchema>;

/** The form of a run's request under the limits in force. */
export function runSpecSchema(limits: Limits) {
  return z.strictObject({
    architecture: architectureSchema,
    /** The layers of a `custom` architecture; the others have theirs. */
    layers: layersSchema(limits).optional(),
    epochs: z.number().int().min(1).max(limits.runEpochsMax),
    batchSize: z.number().int().min(1).max(limits.runBatchSizeMax),
    learningRate: z.number().min(1e-6).max(1),
    dataset: datasetKindSchema,
    /** `champion`: go on from the live model's weights; architecture and layers are then the live model's. */
    startFrom: z.enum(['scratch', 'champion']),
    pool: poolSchema,
    /** `learningRate` is the highest rate of a schedule that moves. */
    schedule: scheduleSchema.default('constant'),
    /** Shows each image anew in every epoch: shifted, turned, sheared, bent, with a thinner or thicker pen. */
    augment: z.boolean().default(false),
    /**
     * Stops after so many epochs without a better loss on images that were split off the training images for it, and goes
     * back to the best weights; 0 for no early stopping.
     */
    patience: z.number().int().min(0).max(20).default(0),
    /**
     * How many images an epoch shows beside the room's corrections (dataset `both`), drawn anew for each, half of them
     * generated drawings; 0 for all of MNIST and no drawings.
     */
    replay: z.number().int().min(0).max(limits.runReplayMax).default(0),
    /** Seeds initial weights, shuffling and dropout. Drawn by the server when left out. */
    seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  });
}
export type RunRequest = z.infer<ReturnType<typeof runSpecSchema>>;

/** A request with all that the server has settled. */
export interface RunSpec extends RunRequest {
  seed: number;
  layers: LayerSpec[];
  /** How the room's drawings become images: its framing when the run was asked for. */
  framing: Framing;
  /** The version to start from, when `startFrom` is `champion`. */
  parentId: string | null;
}

/** What was asked for: without what the server alone settles, and would refuse to be told. */
export function requestOf({ parentId: _parent, framing: _framing, ...request }: RunSpec): RunRequest {
  return request;
}

export const DEFAULT_RUN: RunRequest = {
  architecture: 'mlp',
  epochs: 5,
  batchSize: 32,
  learningRate: 0.001,
  dataset: 'both',
  startFrom: 'scratch',
  pool: 'cpu',
  schedule: 'constant',
  augment: false,
  patience: 0,
  replay: 0,
};

/**
 * Settings that suit each preset, the best of those measured on MNIST (docs/benchmarks.md). The notebook's own, five epochs at
 * a constant 0.001, are below what its networks can do: a rate that rises and falls is worth half a point to the flat one.
 */
export const RECOMMENDED: Readonly<
  Record<PresetName, Pick<RunRequest, 'epochs' | 'batchSize' | 'learningRate' | 'schedule'>>
> = {
  mlp: { epochs: 5, batchSize: 32, learningRate: 0.003, schedule: 'one-cycle' },
  cnn: { epochs: 5, batchSize: 32, learningRate: 0.002, schedule: 'one-cycle' },
  compact: { epochs: 2, batchSize: 64, learningRate: 0.006, schedule: 'one-cycle' },
};

/** One point of a run's curves: means since the point before it. */
export interface RunPoint {
  step: number;
  /** Fractional: 1.5 is halfway through the second epoch. */
  epoch: number;
  loss: number;
  accuracy: number;
}

/** The test set's verdict after an epoch. */
export interface EpochPoint {
  epoch: number;
  step: number;
  testLoss: number;
  testAccuracy: number;
  /** On the images split off the training images, when the run may stop early. */
  validationLoss?: number;
}

export type RunPhase = 'queued' | 'loading' | 'compiling' | 'training' | 'evaluating' | 'saving' | 'done';

/** What a worker takes jobs of. */
export const WORKER_DUTIES = ['recognition', 'training'] as const;
export type WorkerDuty = (typeof WORKER_DUTIES)[number];

export interface RunProgress {
  phase: RunPhase;
  /** Share of the whole run that is done, 0..1. */
  fraction: number;
  epoch: number;
  step: number;
  totalSteps: number;
  samplesPerSecond: number;
  /** Milliseconds to the end as far as it can be told, else null. */
  etaMs: number | null;
}

/**
 * What an engine lacks: a Node that it runs on, its package, the package's native part, libraries that this needs, a driver, a GPU; or it did not
 * answer in time, or ended while it was opened.
 */
export const ENGINE_LACKS = ['node', 'package', 'native', 'libraries', 'driver', 'gpu', 'answer', 'crashed'] as const;
export type EngineLack = (typeof ENGINE_LACKS)[number];

/** An engine that a worker would rather have used, and why it does not. */
export interface PassedOverEngine {
  engine: string;
  missing: EngineLack;
  /** What is missing, in an English sentence, for clients that do not know the code. */
  reason: string;
}

/** Which worker runs it, as people see it. */
export interface WorkerInfo {
  id: string;
  pool: PoolName;
  /** The engine that trains: `onnx`, `tfjs-node-gpu`, ... */
  engine: string;
  /** The device as its maker names it. */
  device: string;
  /** Threads of one training step; 0 where the device is a GPU. */
  threads: number;
  /** Memory of the device in bytes; 0 where its driver does not tell. */
  memoryBytes: number;
  /** True when an operator made this pool run another pool's engine: shown as exactly that. */
  override: boolean;
  /** The pool's engines that come before this one, in order of preference. */
  passedOver: readonly PassedOverEngine[];
  duties: readonly WorkerDuty[];
  /** What an hour of it costs, as its operator says. */
  price: { perHour: number; currency: string };
}

export interface Run {
  id: string;
  roomId: string;
  /** Counts a room's runs from 1. */
  number: number;
  startedBy: { id: string; name: string };
  spec: RunSpec;
  state: RunState;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  progress: RunProgress;
  worker: WorkerInfo | null;
  dataset: DatasetSummary | null;
  /** The version it made, once finished. */
  versionId: string | null;
  testAccuracy: number | null;
  /** The last epoch whose state is kept, for another worker to go on from; 0 before the first. */
  checkpointEpoch: number;
  /** What it has taken so far; null until a worker has told. */
  cost: RunCost | null;
  error: CodedError | null;
}

export function hasEnded(run: Pick<Run, 'state'>): boolean {
  return run.state === 'finished' || run.state === 'failed' || run.state === 'cancelled';
}

/** A run with all its series: what somebody who comes late asks for. */
export interface RunDetails {
  run: Run;
  points: RunPoint[];
  epochs: EpochPoint[];
  log: RunLogLine[];
  /** The model's evaluation once the run is finished, else null. */
  evaluation: Evaluation | null;
}

export interface PoolStatus {
  pool: PoolName;
  /** The pool's workers that are online and take runs. */
  workers: WorkerInfo[];
  /** Runs waiting in this pool's queue. */
  waiting: number;
  /** Their ids in the order in which they will be taken, as far as it stands now. */
  queue: string[];
}
