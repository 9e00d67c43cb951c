import type { Limits } from '@inkroom/shared';
import type { RecognitionQueue } from './queues.js';
import { JOB_CELLS_MAX } from './recognition-jobs.js';

/** Knows whether more cells wait than workers keep up with: then predictions that later ones follow are not asked for. */
export class RecognitionLoad {
  /** As of the last look. */
  isTooHigh = false;

  constructor(
    private readonly queue: RecognitionQueue,
    private readonly limits: Pick<Limits, 'recognitionQueueMax'>,
  ) {}

  /** Looks how many cells wait; to be repeated every `recognitionQueueWatchMs`. @returns how many, at most or estimated */
  async look(): Promise<number> {
    const jobs = await this.queue.getWaitingCount();
    // Full jobs would not be too many: nobody has to look into them.
    const few = jobs * JOB_CELLS_MAX <= this.limits.recognitionQueueMax;
    const waiting = few ? jobs : Math.round(jobs * (await this.#cellsOfOne()));
    this.isTooHigh = waiting > this.limits.recognitionQueueMax;
    return waiting;
  }

  /** Mean number of cells of a waiting job. */
  async #cellsOfOne(): Promise<number> {
    const next = await this.queue.getWaiting(0, JOBS_SAMPLED - 1);
    const counts = next.flatMap((job) => (job ? [job.data.cells.length] : []));
    return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
  }
}

/** Jobs that tell how many cells one has. */
const JOBS_SAMPLED = 16;
