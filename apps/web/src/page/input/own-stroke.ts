import { type RoomClient, shownPage } from '@inkroom/client';
import { CELL_SIZE, type CellIndex, cellOrigin, type Page, type PagePoint, POINT_STRIDE } from '@inkroom/shared';
import { clamp } from '../../ui/clamp';
import type { ScreenPoint } from '../view/camera';
import type { PageView } from '../view/page-view';
import { OwnDraft } from './own-draft';

/** Points nearer to the last one, in CSS pixels, say nothing new. */
const POINT_SPACING = 0.6;

/** Where a pointer was. */
export interface PointerSample extends ScreenPoint {
  pressure: number;
  /** ms, as the events tell it. */
  at: number;
}

/**
 * One's own stroke from pen down to pen up: turns what a pointer did into points of a cell, and hands them to the room. It may come to
 * nothing: a press is a stroke once it has moved, or was lifted where a dot is meant.
 */
export class OwnStroke {
  readonly #client: RoomClient;
  readonly #view: PageView;
  #samples: PointerSample[];
  /** The page as its person saw it when the pen came down, and its number. */
  readonly #seen: { number: number; page: Page };
  #open: { draft: OwnDraft; origin: PagePoint; startedAt: number } | null = null;

  /** @param pressed where the pointer came down: the stroke that it may become begins there, on the page as it is seen now */
  constructor(client: RoomClient, view: PageView, pressed: PointerSample) {
    this.#client = client;
    this.#view = view;
    this.#samples = [pressed];
    const room = client.view.getState();
    this.#seen = { number: room.page, page: shownPage(room) };
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Whether a cell was empty as the pen came down; undefined where another page has been opened since. */
  foundEmpty(cell: CellIndex): boolean | undefined {
    const isSame = this.#seen.number === this.#client.view.getState().page;
    return isSame ? !this.#seen.page.cells[cell]?.strokes.length : undefined;
  }

  /**
   * Keeps where the pointer was. Before it has moved enough to be writing, too: the stroke begins where the pen came down.
   */
  keep(...samples: PointerSample[]): void {
    this.#samples.push(...samples);
  }

  begin(cell: CellIndex, width: number): void {
    const origin = cellOrigin(cell, shownPage(this.#client.view.getState()));
    const draft = new OwnDraft(this.#client, { cell, width, foundEmpty: this.foundEmpty(cell) });
    this.#open = { draft, origin, startedAt: this.#samples[0]!.at };
    this.take();
  }

  /** Makes points of what was kept. @param predicted where the pen is about to be, as the browser guesses */
  take(predicted: readonly PointerSample[] = []): void {
    this.#take(false, predicted);
  }

  /** Pen up: its last place counts, however near. */
  end(): void {
    this.#take(true);
    this.#open?.draft.end();
    this.#open = null;
  }

  cancel(): void {
    this.#open?.draft.cancel();
    this.#open = null;
  }

  #take(last: boolean, predicted: readonly PointerSample[] = []): void {
    if (!this.#open) return;
    const { draft } = this.#open;
    const added = this.#pointsOf(this.#samples, draft.points, last);
    this.#samples = [];
    const known = added.length > 0 ? added : draft.points;
    draft.add(added, this.#pointsOf(predicted, known, false));
  }

  /** Cell-relative points of what the pointer did since the last ones. */
  #pointsOf(samples: readonly PointerSample[], before: readonly number[], last: boolean): number[] {
    if (!this.#open) return [];
    const { origin, startedAt } = this.#open;
    const { pointReach } = this.#client.view.getState().limits;
    const held = (value: number) => clamp(value, -pointReach, CELL_SIZE + pointReach);
    const points: number[] = [];
    let lastX = before.at(-POINT_STRIDE) ?? Number.POSITIVE_INFINITY;
    let lastY = before.at(1 - POINT_STRIDE) ?? Number.POSITIVE_INFINITY;
    const spacing = POINT_SPACING / this.#view.camera.zoom;
    samples.forEach((sample, i) => {
      const at = this.#view.toPage(sample);
      const x = held(at.x - origin.x);
      const y = held(at.y - origin.y);
      const moved = Math.hypot(x - lastX, y - lastY);
      const closing = last && i === samples.length - 1;
      if (moved < spacing && !(closing && moved > 0)) return;
      points.push(x, y, sample.pressure, Math.max(0, sample.at - startedAt));
      lastX = x;
      lastY = y;
    });
    return points;
  }
}
