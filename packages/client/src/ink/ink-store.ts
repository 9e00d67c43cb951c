import { type CellIndex, type Ink, type Page, type Stroke, type StrokeId, strokeOf } from '@inkroom/shared';

/** Strokes that may be kept beyond twice those that the room names: looking for them costs more than they take. */
const SLACK = 1000;

/** Durable ink by the id of its stroke. It never changes, so the same stroke is the same object for as long as it stays where it is. */
export class InkStore {
  readonly #strokes = new Map<StrokeId, Stroke>();

  add(id: StrokeId, cell: CellIndex, ink: Ink): void {
    if (!this.#strokes.has(id)) this.#strokes.set(id, strokeOf(id, cell, ink));
  }

  has(id: StrokeId): boolean {
    return this.#strokes.has(id);
  }

  /** The strokes of a cell in the order of the log. */
  strokesOf({ cells }: Page, cell: CellIndex): Stroke[] {
    return (cells[cell]?.strokes ?? []).flatMap((id) => {
      const stroke = this.#strokes.get(id);
      if (!stroke || stroke.cell === cell) return stroke ?? [];
      // It was brought back to another cell than it was written in.
      const moved = { ...stroke, cell };
      this.#strokes.set(id, moved);
      return moved;
    });
  }

  /** Forgets what no page names any more, not even to be restored, once that is much. */
  prune(pages: Iterable<Page>): void {
    const lists = [...pages].flatMap(({ cells, cleared }) => [
      ...Object.values(cells).map(({ strokes }) => strokes),
      ...cleared.flatMap((clearing) => clearing.cells.map(({ strokes }) => strokes)),
    ]);
    const count = lists.reduce((sum, strokes) => sum + strokes.length, 0);
    if (this.#strokes.size <= 2 * count + SLACK) return;
    const named = new Set(lists.flat());
    for (const id of this.#strokes.keys()) if (!named.has(id)) this.#strokes.delete(id);
  }
}
