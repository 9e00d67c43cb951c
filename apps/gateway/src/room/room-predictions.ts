import { type CellIndex, type Prediction, pageOf, type RoomState, supersedes } from '@inkroom/shared';

/** The newest prediction of each cell, by page. */
export class RoomPredictions {
  readonly #newest = new Map<number, Map<CellIndex, Prediction>>();

  /** How often a prediction of a page was noted. */
  readonly #changes = new Map<number, number>();

  note(prediction: Prediction): void {
    const { page, cell } = prediction;
    const ofPage = this.#newest.get(page) ?? new Map<CellIndex, Prediction>();
    this.#newest.set(page, ofPage);
    if (!supersedes(prediction, ofPage.get(cell))) return;
    ofPage.set(cell, prediction);
    this.#changes.set(page, this.changes(page) + 1);
  }

  /** Counts what was noted of a page: while it is the same, nothing has changed. */
  changes(page: number): number {
    return this.#changes.get(page) ?? 0;
  }

  /** The newest of each cell of a page, of former ink and models too. */
  newest(page: number): ReadonlyMap<CellIndex, Prediction> {
    return this.#newest.get(page) ?? new Map();
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
