import type { CellIndex, PoolName } from '@inkroom/shared';

/** BullMQ's key prefix; the braces keep a queue's keys in one slot of a Redis Cluster. */
export const QUEUE_PREFIX = '{inkroom}';

export const RECOGNITION_QUEUE = 'recognition';

export function trainingQueue(pool: PoolName): string {
  return `training-${pool}`;
}

/**
 * "Read this cell": the worker takes the ink from the store when it gets to it, so that a waiting job always reads the
 * newest. Deduplicated by {@link recognitionDedupId}: one waits and one is worked on, at most.
 */
export interface RecognitionJob {
  roomId: string;
  sheet: number;
  cell: CellIndex;
  /** When the gateway queued it, ms since the epoch. */
  queuedAt: number;
}

export function recognitionDedupId(job: Pick<RecognitionJob, 'roomId' | 'sheet' | 'cell'>): string {
  return `${job.roomId}/${job.sheet}/${job.cell}`;
}

/** All else about a run is in its record. The job's id is the run's. */
export interface TrainingJob {
  runId: string;
}
