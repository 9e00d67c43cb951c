import { type RoomClient, shownPage } from '@inkroom/client';
import { authorOf, type CellIndex, mayRemove } from '@inkroom/shared';
import { pageUi } from '../page-store';
import type { ScreenPoint } from '../view/camera';
import type { PageView } from '../view/page-view';
import type { PointerKind } from './gestures';
import { strokesUnder } from './hit-test';

/** Radius in CSS pixels: a fingertip wipes more than a mouse points. */
const RADIUS: Record<PointerKind, number> = { mouse: 9, pen: 9, touch: 16 };

/** Where the eraser is. */
export interface EraserTip extends ScreenPoint {
  kind: PointerKind;
}

/** Wipes over strokes: those that it has touched fade, and go once it is lifted. */
export class Eraser {
  readonly #client: RoomClient;
  readonly #view: PageView;
  readonly #onFading: (cells: readonly CellIndex[] | 'all') => void;
  readonly #fading = new Set<string>();
  #tip: EraserTip | null = null;
  #isDown = false;
  /** Whose ink it has touched and may not take, since it was put down. */
  #spared: string | null = null;

  /** @param onFading told in which cells strokes have begun or ceased to fade */
  constructor(client: RoomClient, view: PageView, onFading: (cells: readonly CellIndex[] | 'all') => void) {
    this.#client = client;
    this.#view = view;
    this.#onFading = onFading;
  }

  /** Strokes that it is about to take. */
  get fading(): ReadonlySet<string> {
    return this.#fading;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** The circle that it wipes, in CSS pixels; null while there is none to show. */
  get circle(): { x: number; y: number; radius: number } | null {
    return this.#tip && { x: this.#tip.x, y: this.#tip.y, radius: RADIUS[this.#tip.kind] };
  }

  /** Shows it where the pointer is, or nowhere. */
  hover(tip: EraserTip | null): void {
    this.#tip = tip;
  }

  begin(tip: EraserTip): void {
    this.#spared = null;
    this.#isDown = true;
    this.#tip = tip;
    this.#wipe(tip, tip);
  }

  /** Wipes from where it was to here. */
  wipe(tip: EraserTip): void {
    const from = this.#tip ?? tip;
    this.#tip = tip;
    this.#wipe(from, tip);
  }

  end(): void {
    const ids = this.#release();
    if (ids.length > 0) this.#client.erase(ids);
    this.#tell(ids);
    if (this.#spared !== null) pageUi.setState({ spared: { by: this.#spared, at: Date.now() } });
    if (this.#tip?.kind !== 'mouse') this.#tip = null;
  }

  cancel(): void {
    this.#tell(this.#release());
    this.#tip = null;
  }

  #release(): string[] {
    const ids = [...this.#fading];
    this.#isDown = false;
    this.#fading.clear();
    return ids;
  }

  #tell(ids: readonly string[]): void {
    if (ids.length > 0) this.#onFading('all');
  }

  #wipe(from: ScreenPoint, to: EraserTip): void {
    const room = this.#client.view.getState();
    const { you, limits } = room;
    const page = shownPage(room);
    if (!you) return;
    const radius = RADIUS[to.kind] / this.#view.camera.zoom;
    const cells: CellIndex[] = [];
    const written = Object.keys(page.cells).map(Number);
    const strokesOf = (cell: CellIndex) => this.#client.strokesOf(cell);
    const [start, end] = [this.#view.toPage(from), this.#view.toPage(to)];
    const under = strokesUnder(strokesOf, page, written, start, end, radius, limits.pointReach);
    for (const { cell, stroke } of under) {
      if (this.#fading.has(stroke.id)) continue;
      if (!mayRemove(you, stroke.id)) {
        this.#spared ??= authorOf(stroke.id);
        continue;
      }
      this.#fading.add(stroke.id);
      cells.push(cell);
    }
    this.#onFading(cells);
  }
}
