import { type RoomClient, type StrokeWriter, shownPage } from '@inkroom/client';
import { CELL_SIZE, type CellIndex, cellOrigin, type Page, type PagePoint, POINT_STRIDE } from '@inkroom/shared';
import { clamp } from '../../ui/clamp';
import { ownDraft } from '../page-store';
import type { ScreenPoint } from '../view/camera';
import type { PageView } from '../view/page-view';

/** Points nearer to the last one, in CSS pixels, say nothing new. */
const POINT_SPACING = 0.6;

/** Where a pointer was. */
export interface PointerSample extends ScreenPoint {
  pressure: number;
  /** ms, as the events tell it. */
  at: number;
}

/**
 * One's own stroke from pen down to pen up: turns what the pointer did into points of a cell, shows them as the draft, and
 * hands them to the room.
 */
export class OwnStroke {
  readonly #client: RoomClient;
  readonly #view: PageView;
  #samples: PointerSample[] = [];
  #predicted: number[] = [];
  /** The page as its person saw it when the pen came down, and its number. */
  #seen: { number: number; page: Page } | null = null;
  #open: { writer: StrokeWriter; origin: PagePoint; startedAt: number } | null = null;

  constructor(client: RoomClient, view: PageView) {
    this.#client = client;
    this.#view = view;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Where the pen is about to be, as the browser guesses, as points of the stroke's cell. */
  get predicted(): readonly number[] {
    return this.#predicted;
  }

  /** A pointer has come down: the stroke that it may become begins there, on the page as it is seen now. */
  press(sample: PointerSample): void {
    const view = this.#client.view.getState();
    this.#samples = [sample];
    this.#seen = { number: view.page, page: shownPage(view) };
  }

  /**
   * Keeps where a pointer was. Before it has moved enough to be writing, too: the stroke begins where the pen came down.
   */
  keep(...samples: PointerSample[]): void {
    this.#samples.push(...samples);
  }

  /** Forgets where the pointer was, and what was seen there. */
  forget(): void {
    this.#samples = [];
    this.#seen = null;
  }

  begin(cell: CellIndex, width: number, startedAt: number): void {
    const view = this.#client.view.getState();
    const origin = cellOrigin(cell, shownPage(view));
    // Another page may have been opened since.
    const foundEmpty = this.#seen?.number === view.page ? !this.#seen.page.cells[cell]?.strokes.length : undefined;
    this.#open = { writer: this.#client.beginStroke({ cell, width, foundEmpty }), origin, startedAt };
    ownDraft.setState({ draft: { cell, width, points: [] } });
    this.take();
  }

  /** Makes points of what was kept. @param last the pen is lifted: its last place counts, however near */
  take(last = false): void {
    const { draft } = ownDraft.getState();
    if (!this.#open || !draft) return;
    const added = this.#pointsOf(this.#samples, draft.points, last);
    this.#samples = [];
    if (added.length === 0) return;
    this.#open.writer.add(added);
    ownDraft.setState({ draft: { ...draft, points: [...draft.points, ...added] } });
  }

  predict(samples: readonly PointerSample[]): void {
    this.#predicted = this.#pointsOf(samples, ownDraft.getState().draft?.points ?? [], false);
  }

  end(): void {
    this.take(true);
    this.#open?.writer.end();
    this.#close();
  }

  cancel(): void {
    this.#open?.writer.cancel();
    this.#close();
  }

  #close(): void {
    this.#open = null;
    this.forget();
    this.#predicted = [];
    ownDraft.setState({ draft: null });
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
