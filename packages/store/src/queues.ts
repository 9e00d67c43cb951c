import type { CellIndex, Digit, Drawing, PoolName, Result } from '@inkroom/shared';
import { type ConnectionOptions, Queue } from 'bullmq';
import type { RecognitionJob } from './recognition-jobs.js';
import type { AnsweredJob } from './work-answers.js';

/** What every queue and its workers are opened with. `checkRedis` looks at the server once; BullMQ would once for each connection. */
export const QUEUE_BASE = { prefix: '{inkroom}', skipVersionCheck: true } as const;

export const RECOGNITION_QUEUE = 'recognition';
/** Served by the workers that read digits: they have the models loaded. */
export const EVALUATION_QUEUE = 'evaluation';
/** Served by the same, while nobody's ink waits. */
export const PREDICT_QUEUE = 'predict';
/** Served by the workers that train: they have MNIST. */
export const IMPORT_QUEUE = 'import';

export function trainingQueue(pool: PoolName): string {
  return `training-${pool}`;
}

/** A cell among those of all rooms. */
export interface CellAddress {
  roomId: string;
  page: number;
  cell: CellIndex;
}

/** All else about a run is in its record. The job's id is the run's. */
export interface TrainingJob {
  runId: string;
  /** How often the run was given back because its training process was lost. */
  processesLost?: number;
}

/**
 * "Measure these versions on the room's holdout as it is when you get to it, as long as somebody waits for it"
 * (`setAwaited`). Answered with a {@link HoldoutMeasurement}.
 */
export interface EvaluationJob extends AnsweredJob {
  roomId: string;
  versionIds: string[];
  /** Only find out whether the versions load, and answer as of a room without a holdout. */
  loadOnly?: boolean;
}

export interface MeasuredVersion {
  /** Share of right answers on the room's holdout; 0 of none. */
  accuracy: number;
  /** The same on generated drawings; null where only loading was asked for. */
  drawings: number | null;
  /** How many of the room's corrections it reads rightly; null where there was no time for them. */
  corrections: number | null;
}

export interface HoldoutMeasurement {
  /** How many drawings the versions were measured on. */
  size: number;
  /** How many of the room's corrections they were read: `CORRECTIONS_COMPARED` at most. */
  corrections: number;
  /** In the order of the job's versions: what each read rightly, or why it cannot be used. */
  versions: Result<MeasuredVersion>[];
}

/** "Predict this drawing, as long as somebody waits for it" (`setAwaited`). Answered with a {@link DrawingPredictions}. */
export interface PredictJob extends AnsweredJob {
  versionId: string;
  drawing: Drawing;
}

export interface DrawingPredictions {
  /** One for each framing, in their order; one for pixels. */
  predictions: { digit: Digit; scores: number[] }[];
  rasteriseMs: number;
  inferMs: number;
}

/** "Make a version of the room of the file of this job's id." Answered with the `ModelVersion`. */
export interface ImportJob extends AnsweredJob {
  roomId: string;
}

export type ImportQueue = Queue<ImportJob>;
export type RecognitionQueue = Queue<RecognitionJob>;
export type EvaluationQueue = Queue<EvaluationJob>;
export type PredictQueue = Queue<PredictJob>;
export type TrainingQueues = Record<PoolName, Queue<TrainingJob>>;

/** What is done is gone: predictions and runs have records of their own. */
const KEEP_NOTHING = { removeOnComplete: true, removeOnFail: true } as const;

/** The producer's side of the recognition queue. The connection should fail fast (`enableOfflineQueue: false`). */
export function openRecognitionQueue(connection: ConnectionOptions): RecognitionQueue {
  return open(RECOGNITION_QUEUE, connection);
}

export function openEvaluationQueue(connection: ConnectionOptions): EvaluationQueue {
  return open(EVALUATION_QUEUE, connection);
}

export function openPredictQueue(connection: ConnectionOptions): PredictQueue {
  return open(PREDICT_QUEUE, connection);
}

export function openImportQueue(connection: ConnectionOptions): ImportQueue {
  return open(IMPORT_QUEUE, connection);
}

export function openTrainingQueues(connection: ConnectionOptions): TrainingQueues {
  return { cpu: open(trainingQueue('cpu'), connection), gpu: open(trainingQueue('gpu'), connection) };
}

function open<Job>(name: string, connection: ConnectionOptions): Queue<Job> {
  return new Queue(name, { ...QUEUE_BASE, connection, defaultJobOptions: KEEP_NOTHING }) as Queue<Job>;
}

/**
 * Queues a recorded run for its pool; one that is queued already is not queued again.
 * @param priority 0 is taken first
 */
export async function enqueueRun(
  queues: TrainingQueues,
  run: { id: string; spec: { pool: PoolName } },
  priority = 0,
): Promise<void> {
  await queues[run.spec.pool].add('train', { runId: run.id }, { jobId: run.id, priority });
}

/** The ids of a pool's waiting runs in the order in which workers take them: first those without a priority number. */
export async function queuedRuns(queues: TrainingQueues, pool: PoolName): Promise<string[]> {
  return queues[pool].getRanges(['waiting', 'prioritized'], 0, -1, true);
}
