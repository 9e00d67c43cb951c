/** The best of a run's weights so far. */
export interface BestWeights {
  epoch: number;
  /** On the validation images. */
  loss: number;
  weights: Float32Array[];
}

/**
 * Remembers the weights with the least validation loss, and says when to stop waiting for better ones (Prechelt 1998,
 * "Early Stopping - But When?").
 */
export class EarlyStopping {
  #best: BestWeights | null;

  /** @param patience epochs without a better loss after which to stop */
  constructor(
    readonly patience: number,
    best: BestWeights | null = null,
  ) {
    this.#best = best;
  }

  get best(): BestWeights | null {
    return this.#best;
  }

  /** Takes an epoch's result; true when the run should stop. */
  observe(epoch: number, loss: number, weights: Float32Array[]): boolean {
    if (!this.#best || loss < this.#best.loss) this.#best = { epoch, loss, weights };
    return this.isOver(epoch);
  }

  /** Whether there was nothing better for too long, as of an epoch. */
  isOver(epoch: number): boolean {
    return this.#best !== null && epoch - this.#best.epoch >= this.patience;
  }
}
