import type { CodedError, Result } from '@inkroom/shared';
import { type DigitScores, infer, type Models } from './infer.js';

export interface ChallengerReaderOptions {
  models: Models;
  /** Cells that may wait for their challenger; beyond it they are read by the champion alone. */
  backlogMax: number;
  /** A challenger cannot be used: told once until it can be again. */
  onFailure(versionId: string, error: CodedError): void;
}

/**
 * Reads along with the champions. One inference at a time: a challenger that is slow, or still being loaded, makes predictions
 * late and never takes the processor from the champions more than once over.
 */
export class ChallengerReader {
  readonly #options: ChallengerReaderOptions;
  readonly #failed = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #backlog = 0;

  constructor(options: ChallengerReaderOptions) {
    this.#options = options;
  }

  /** @returns a prediction for each image, why there are none, or null when there are none for now; never rejects */
  async read(versionId: string, images: Float32Array, count: number): Promise<Result<DigitScores[]> | null> {
    const { models, backlogMax, onFailure } = this.#options;
    if (this.#backlog + count > backlogMax) return null;
    this.#backlog += count;
    const inferred = this.#turn.then(() => infer(models, versionId, images, count));
    this.#turn = inferred.catch(() => {});
    try {
      const result = await inferred;
      if (result.ok) {
        this.#failed.delete(versionId);
        return { ok: true, value: result.value.predictions };
      }
      if (!this.#failed.has(versionId)) onFailure(versionId, result.error);
      this.#failed.add(versionId);
      return result;
    } catch {
      // The store did not answer while the version was loaded; the next cell tries again.
      return null;
    } finally {
      this.#backlog -= count;
    }
  }
}
