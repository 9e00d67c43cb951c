import { type RoomClient, shownPage } from '@inkroom/client';
import { type CellIndex, cellAt } from '@inkroom/shared';
import { mayWrite } from '../../core/room-roles';
import { pageUi, select } from '../page-store';
import type { ScreenPoint } from '../view/camera';
import type { PageView } from '../view/page-view';
import type { Eraser } from './eraser';
import type { GestureHandler, PressInput, Purpose } from './gestures';
import type { OwnStroke } from './own-stroke';
import type { PenRest } from './pen-rest';
import { PENS } from './pens';

/** What each gesture does to the page: writes, wipes, moves the view, selects. */
export class PageGestures implements GestureHandler {
  readonly client: RoomClient;
  readonly view: PageView;
  readonly stroke: OwnStroke;
  readonly eraser: Eraser;
  readonly rest: PenRest;
  /** What the pointer means may have changed: ink, eraser and pointer have to be shown anew. */
  readonly onChange: () => void;
  /** The cell whose prediction was pressed, and whether its digits were offered already. */
  pressedChip: { cell: CellIndex; wasOpen: boolean } | null = null;

  constructor(
    client: RoomClient,
    view: PageView,
    tools: { stroke: OwnStroke; eraser: Eraser; rest: PenRest },
    onChange: () => void,
  ) {
    this.client = client;
    this.view = view;
    this.stroke = tools.stroke;
    this.eraser = tools.eraser;
    this.rest = tools.rest;
    this.onChange = onChange;
  }

  get mayWrite(): boolean {
    return mayWrite(this.client.view.getState());
  }

  purposeAt(point: ScreenPoint): Purpose {
    const { tool } = pageUi.getState();
    if (tool === 'hand' || !this.mayWrite) return 'pan';
    if (tool === 'eraser') return 'erase';
    return this.cellAt(point) === null ? 'pan' : 'draw';
  }

  beginStroke(start: PressInput): void {
    const cell = this.cellAt(start);
    if (cell === null) return;
    this.#hold();
    this.stroke.begin(cell, PENS[pageUi.getState().pen], start.at);
    select(cell);
  }

  endStroke(): void {
    this.#release();
    this.stroke.end();
    this.onChange();
  }

  cancelStroke(): void {
    this.#release();
    this.stroke.cancel();
    this.onChange();
  }

  beginErasing(start: PressInput): void {
    this.#hold();
    this.eraser.begin(start);
  }

  endErasing(): void {
    this.#release();
    this.eraser.end();
  }

  cancelErasing(): void {
    this.#release();
    this.eraser.cancel();
  }

  beginPan(): void {
    this.view.stop();
    this.view.choose();
    this.onChange();
  }

  panBy(dx: number, dy: number): void {
    this.view.panBy(dx, dy);
  }

  endPan(velocity: ScreenPoint): void {
    this.onChange();
    this.view.glide(velocity);
  }

  pinch(from: readonly [ScreenPoint, ScreenPoint], to: readonly [ScreenPoint, ScreenPoint]): void {
    this.view.pinch(from, to);
  }

  tap(point: PressInput): void {
    const chip = this.pressedChip;
    if (chip) {
      pageUi.setState({ selected: chip.cell, correcting: chip.wasOpen ? null : chip.cell });
      return;
    }
    const cell = this.cellAt(point);
    select(cell);
    // On an overview of a small screen nothing can be written: a tap goes there.
    if (cell !== null && point.kind === 'touch' && this.view.isOverview) this.view.goWriting(cell);
  }

  doubleTap(point: PressInput): void {
    const { tool } = pageUi.getState();
    const cell = this.cellAt(point);
    if (this.pressedChip || cell === null || (point.kind === 'mouse' && tool !== 'hand')) this.tap(point);
    else this.view.toggleCell(cell);
  }

  penSeen(): void {
    pageUi.setState({ penOnly: true });
  }

  #hold(): void {
    this.view.stop();
    this.view.isHeld = true;
    this.rest.down();
  }

  #release(): void {
    this.view.isHeld = false;
    this.rest.up();
  }

  cellAt(point: ScreenPoint): CellIndex | null {
    return cellAt(this.view.toPage(point), shownPage(this.client.view.getState()));
  }
}
