import { type CellIndex, cellAt } from '@inkroom/shared';
import { pageUi, select } from '../page-store';
import type { ScreenPoint } from '../view/camera';
import type { PageView } from '../view/page-view';
import type { Eraser } from './eraser';
import type { GestureHandler, PressInput, Purpose } from './gestures';
import type { OwnStroke } from './own-stroke';
import { PENS } from './pens';

interface Parts {
  view: PageView;
  stroke: OwnStroke;
  eraser: Eraser;
  /** Rows of the page. */
  rows(): number;
  mayWrite(): boolean;
  /** What the pointer means may have changed: ink, eraser and pointer have to be shown anew. */
  onChange(): void;
}

/** What each gesture does to the page: writes, wipes, moves the view, selects. */
export class PageGestures implements GestureHandler {
  readonly #parts: Parts;
  /** The cell whose reading was pressed, and whether its digits were offered already. */
  pressedChip: { cell: CellIndex; wasOpen: boolean } | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  purposeAt(point: ScreenPoint): Purpose {
    const { tool } = pageUi.getState();
    if (tool === 'hand' || !this.#parts.mayWrite()) return 'pan';
    if (tool === 'eraser') return 'erase';
    return this.#cellAt(point) === null ? 'pan' : 'draw';
  }

  beginStroke(start: PressInput): void {
    const cell = this.#cellAt(start);
    if (cell === null) return;
    this.#parts.view.stop();
    this.#parts.stroke.begin(cell, PENS[pageUi.getState().pen], start.at);
    select(cell);
  }

  endStroke(): void {
    this.#parts.stroke.end();
    this.#parts.onChange();
  }

  cancelStroke(): void {
    this.#parts.stroke.cancel();
    this.#parts.onChange();
  }

  beginErasing(start: PressInput): void {
    this.#parts.view.stop();
    this.#parts.eraser.begin(start);
  }

  endErasing(): void {
    this.#parts.eraser.end();
  }

  cancelErasing(): void {
    this.#parts.eraser.cancel();
  }

  beginPan(): void {
    this.#parts.view.stop();
    this.#parts.view.choose();
    this.#parts.onChange();
  }

  panBy(dx: number, dy: number): void {
    this.#parts.view.panBy(dx, dy);
  }

  endPan(velocity: ScreenPoint): void {
    this.#parts.onChange();
    this.#parts.view.glide(velocity);
  }

  pinch(from: readonly [ScreenPoint, ScreenPoint], to: readonly [ScreenPoint, ScreenPoint]): void {
    this.#parts.view.pinch(from, to);
  }

  tap(point: PressInput): void {
    const chip = this.pressedChip;
    if (chip) {
      pageUi.setState({ selected: chip.cell, correcting: chip.wasOpen ? null : chip.cell });
      return;
    }
    const cell = this.#cellAt(point);
    select(cell);
    // On an overview of a small screen nothing can be written: a tap goes there.
    const { view } = this.#parts;
    if (cell !== null && point.kind === 'touch' && view.isOverview) view.goWriting(cell);
  }

  doubleTap(point: PressInput): void {
    const { tool } = pageUi.getState();
    const cell = this.#cellAt(point);
    if (this.pressedChip || cell === null || (point.kind === 'mouse' && tool !== 'hand')) this.tap(point);
    else this.#parts.view.toggleCell(cell);
  }

  penSeen(): void {
    pageUi.setState({ penOnly: true });
  }

  #cellAt(point: ScreenPoint): CellIndex | null {
    return cellAt(this.#parts.view.toPage(point), this.#parts.rows());
  }
}
