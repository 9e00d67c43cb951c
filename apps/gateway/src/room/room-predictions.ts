import { type CellIndex, type Prediction, pageOf, type RoomState, supersedes } from '@inkroom/shared';

/** The newest prediction of each cell, by page. */
export class RoomPredictions {
  readonly #newest = new Map<number, Map<CellIndex, Prediction>>();

  note(prediction: Prediction): void {
    const { page, cell } = prediction;
    const ofPage = this.#newest.get(page) ?? new Map<CellIndex, Prediction>();
    this.#newest.set(page, ofPage);
    if (supersedes(prediction, ofPage.get(cell))) ofPage.set(cell, prediction);
  }

  /** Those of a page that say something of what a room holds now (R4). @param cells those asked for; all when left out */
  of(state: RoomState, page: number, cells?: Iterable<CellIndex>): Prediction[] {
    const newest = this.#newest.get(page);
    if (!newest) return [];
    return [...(cells ?? newest.keys())].flatMap((index) => {
      const prediction = newest.get(index);
      const cell = pageOf(state, page).cells[index];
      if (!prediction || prediction.generation < state.generation) return [];
      const isOfNothing = prediction.live === 0 && !cell?.strokes.length;
      return isOfNothing || prediction.revision < (cell?.revision ?? 0) ? [] : [prediction];
    });
  }

  /** The written cells of a page that the room's model has not predicted as they are now. */
  missing(state: RoomState, page: number): CellIndex[] {
    const known = new Set(this.of(state, page).map(({ cell }) => cell));
    const { cells } = pageOf(state, page);
    return Object.keys(cells)
      .map(Number)
      .filter((index) => cells[index]!.strokes.length > 0 && !known.has(index));
  }
}
