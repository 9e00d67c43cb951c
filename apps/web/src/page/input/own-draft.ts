import type { RoomClient, StrokeStart, StrokeWriter } from '@inkroom/client';
import { DEFAULT_STROKE_WIDTH } from '@inkroom/shared';
import { type Draft, ownDrafts } from '../page-store';

/** A stroke of one's own in the making: goes to the room as it grows, and is shown here meanwhile. */
export class OwnDraft {
  readonly #writer: StrokeWriter;
  #shown: Draft;

  constructor(client: RoomClient, start: StrokeStart) {
    this.#writer = client.beginStroke(start);
    this.#shown = { cell: start.cell, width: start.width ?? DEFAULT_STROKE_WIDTH, points: [], predicted: [] };
    ownDrafts.setState(({ drafts }) => ({ drafts: [...drafts, this.#shown] }));
  }

  get points(): readonly number[] {
    return this.#shown.points;
  }

  /**
   * @param points flat x, y, pressure, t in cell units, see `Ink`
   * @param predicted where the pen is about to be: shown, never written
   */
  add(points: readonly number[], predicted: readonly number[] = []): void {
    if (points.length > 0) this.#writer.add(points);
    const before = this.#shown;
    this.#shown = { ...before, points: points.length > 0 ? [...before.points, ...points] : before.points, predicted };
    ownDrafts.setState(({ drafts }) => ({ drafts: drafts.map((draft) => (draft === before ? this.#shown : draft)) }));
  }

  /** @returns ids of the strokes that it has become */
  end(): string[] {
    const ids = this.#writer.end();
    this.#hide();
    return ids;
  }

  cancel(): void {
    this.#writer.cancel();
    this.#hide();
  }

  #hide(): void {
    ownDrafts.setState(({ drafts }) => ({ drafts: drafts.filter((draft) => draft !== this.#shown) }));
  }
}
