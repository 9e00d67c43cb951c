import { type RoomClient, shownPage } from '@inkroom/client';
import { type CellIndex, cellAt } from '@inkroom/shared';
import { mayWrite } from '../../core/room-roles';
import { pageUi, select } from '../page-store';
import type { ScreenPoint } from '../view/camera';
import type { PageView } from '../view/page-view';
import type { Eraser } from './eraser';
import { type GestureHandler, type PressInput, type Purpose, TAP_MS } from './gestures';
import { OwnStroke, type PointerSample } from './own-stroke';
import type { PenRest } from './pen-rest';
import { PENS } from './pens';

/** A press on the page. */
export interface PagePress extends PressInput {
  /** The cell whose prediction was pressed. */
  chip: CellIndex | null;
  /** The cell whose digits were on offer as the press came. */
  offered: CellIndex | null;
}

/** What each gesture does to the page: writes, wipes, moves the view, selects. */
export class PageGestures implements GestureHandler<PagePress> {
  readonly client: RoomClient;
  readonly view: PageView;
  readonly eraser: Eraser;
  readonly rest: PenRest;
  /** What the pointer means may have changed: ink, eraser and pointer have to be shown anew. */
  readonly onChange: () => void;
  /** What pointers that are down write, or may come to write, by their ids. */
  readonly #strokes = new Map<number, OwnStroke>();

  constructor(client: RoomClient, view: PageView, tools: { eraser: Eraser; rest: PenRest }, onChange: () => void) {
    this.client = client;
    this.view = view;
    this.eraser = tools.eraser;
    this.rest = tools.rest;
    this.onChange = onChange;
  }

  get mayWrite(): boolean {
    return mayWrite(this.client.view.getState());
  }

  strokeOf(id: number): OwnStroke | undefined {
    return this.#strokes.get(id);
  }

  /** A pointer has come down that may come to write. */
  press(id: number, sample: PointerSample): void {
    this.#strokes.set(id, new OwnStroke(this.client, this.view, sample));
  }

  /** A pointer writes nothing, or nothing more. */
  forget(id: number): void {
    this.#strokes.delete(id);
  }

  /** What is being written is kept as it is: the page is left or turned. */
  keepStrokes(): void {
    for (const [id, stroke] of this.#strokes) if (stroke.isOpen) this.endStroke(id);
  }

  purposeAt(point: ScreenPoint, erases: boolean): Purpose {
    const { tool } = pageUi.getState();
    if (tool === 'hand' || !this.mayWrite) return 'pan';
    if (tool === 'eraser' || erases) return 'erase';
    return this.cellAt(point) === null ? 'pan' : 'draw';
  }

  beginStroke(start: PagePress): void {
    const cell = this.cellAt(start);
    if (cell === null) return;
    this.#hold();
    this.#strokes.get(start.id)?.begin(cell, PENS[pageUi.getState().pen]);
    select(cell);
  }

  endStroke(id: number): void {
    this.#strokes.get(id)?.end();
    this.#lifted(id);
  }

  cancelStroke(id: number): void {
    this.#strokes.get(id)?.cancel();
    this.#lifted(id);
  }

  beginErasing(start: PagePress): void {
    this.forget(start.id);
    this.#hold();
    this.eraser.begin(start);
    this.onChange();
  }

  endErasing(): void {
    this.eraser.end();
    this.#release();
  }

  cancelErasing(): void {
    this.eraser.cancel();
    this.#release();
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

  /**
   * The pen leaves a dot where one writes: in an empty cell, or in the selected one. A digit that somebody has written is selected
   * instead, so that who taps it to look at it writes nothing into it.
   */
  still(press: PagePress, purpose: 'draw' | 'erase', heldMs: number): void {
    const cell = this.cellAt(press);
    const leads = press.kind === 'touch' && this.view.isOverview;
    if (press.chip !== null || press.offered !== null || leads) this.tap(press);
    else if (purpose === 'erase') {
      this.beginErasing(press);
      this.endErasing();
    } else if (cell !== null && this.#takesDot(cell, press.id, heldMs)) {
      this.beginStroke(press);
      this.endStroke(press.id);
    } else select(cell);
  }

  /** Who holds on to a written cell asks whose it is. */
  #takesDot(cell: CellIndex, id: number, heldMs: number): boolean {
    return this.#strokes.get(id)?.foundEmpty(cell) || (pageUi.getState().selected === cell && heldMs <= TAP_MS);
  }

  tap(press: PagePress): void {
    const { chip, offered } = press;
    if (chip !== null) {
      pageUi.setState({ selected: chip, correcting: offered === chip ? null : chip });
      return;
    }
    const cell = this.cellAt(press);
    select(cell);
    // On an overview of a small screen nothing can be written: a tap goes there.
    if (cell !== null && press.kind === 'touch' && this.view.isOverview) this.view.goWriting(cell);
  }

  doubleTap(press: PagePress): void {
    const { tool } = pageUi.getState();
    const cell = this.cellAt(press);
    if (press.chip !== null || cell === null || (press.kind === 'mouse' && tool !== 'hand')) this.tap(press);
    else this.view.toggleCell(cell);
  }

  fingersMove(fingersMove: boolean): void {
    pageUi.setState({ fingersMove });
  }

  #lifted(id: number): void {
    this.forget(id);
    this.#release();
  }

  #hold(): void {
    this.view.stop();
    this.view.isHeld = true;
    this.rest.down();
  }

  /** Something was lifted: what is still down goes on holding page and view. */
  #release(): void {
    const writes = this.eraser.isDown || [...this.#strokes.values()].some((stroke) => stroke.isOpen);
    if (!writes) {
      this.view.isHeld = false;
      this.rest.up();
    }
    this.onChange();
  }

  cellAt(point: ScreenPoint): CellIndex | null {
    return cellAt(this.view.toPage(point), shownPage(this.client.view.getState()));
  }
}
