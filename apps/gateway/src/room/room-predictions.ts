import { type CellIndex, type Prediction, type RoomState, supersedes } from '@inkroom/shared';

/** The newest prediction of each cell of the open page. */
export class RoomPredictions {
  readonly #newest = new Map<CellIndex, Prediction>();

  note(prediction: Prediction): void {
    if (supersedes(prediction, this.#newest.get(prediction.cell))) this.#newest.set(prediction.cell, prediction);
  }

  /** Those that say something of what a room holds now (R4). @param cells those asked for; all when left out */
  of(state: RoomState, cells: Iterable<CellIndex> = this.#newest.keys()): Prediction[] {
    return [...cells].flatMap((index) => {
      const prediction = this.#newest.get(index);
      const cell = state.cells[index];
      if (!prediction || prediction.page !== state.page || prediction.generation < state.generation) return [];
      const isOfNothing = prediction.live === 0 && !cell?.strokes.length;
      return isOfNothing || prediction.revision < (cell?.revision ?? 0) ? [] : [prediction];
    });
  }

  clear(): void {
    this.#newest.clear();
  }
}
