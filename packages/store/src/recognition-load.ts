import type { Limits } from '@inkroom/shared';
import type { RecognitionQueue } from './queues.js';

/** Knows whether more cells wait than workers keep up with: then predictions that later ones follow are not asked for. */
export class RecognitionLoad {
  /** As of the last look. */
  isTooHigh = false;

  constructor(
    private readonly queue: RecognitionQueue,
    private readonly limits: Pick<Limits, 'recognitionQueueMax'>,
  ) {}

  /** Looks how many wait; to be repeated every `recognitionQueueWatchMs`. @returns how many */
  async look(): Promise<number> {
    const waiting = await this.queue.getWaitingCount();
    this.isTooHigh = waiting > this.limits.recognitionQueueMax;
    return waiting;
  }
}
