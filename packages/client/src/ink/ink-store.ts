import { type CellIndex, type Ink, type RoomState, type Stroke, type StrokeId, strokeOf } from '@inkroom/shared';

/** Strokes that may be kept beyond twice those that the room names: looking for them costs more than they take. */
const SLACK = 1000;

/** Durable ink by the id of its stroke. It never changes, so the same stroke is the same object for as long as it is kept. */
export class InkStore {
  readonly #strokes = new Map<StrokeId, Stroke>();

  add(id: StrokeId, cell: CellIndex, ink: Ink): void {
    if (!this.#strokes.has(id)) this.#strokes.set(id, strokeOf(id, cell, ink));
  }

  has(id: StrokeId): boolean {
    return this.#strokes.has(id);
  }

  /** The strokes of a cell in the order of the log. */
  strokesOf({ cells }: Pick<RoomState, 'cells'>, cell: CellIndex): Stroke[] {
    return (cells[cell]?.strokes ?? []).flatMap((id) => this.#strokes.get(id) ?? []);
  }

  /** Forgets what a room no longer names, once that is much. */
  prune({ cells }: Pick<RoomState, 'cells'>): void {
    const written = Object.values(cells);
    const count = written.reduce((sum, { strokes }) => sum + strokes.length, 0);
    if (this.#strokes.size <= 2 * count + SLACK) return;
    const named = new Set(written.flatMap(({ strokes }) => strokes));
    for (const id of this.#strokes.keys()) if (!named.has(id)) this.#strokes.delete(id);
  }
}
