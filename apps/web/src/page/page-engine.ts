import { type RoomClient, type RoomView, shownPage } from '@inkroom/client';
import { CELL_SIZE, type CellIndex, cellOrigin } from '@inkroom/shared';
import { mayWrite } from '../core/room-roles';
import { board } from '../core/settings/board';
import { clamp } from '../ui/clamp';
import { watchTheme } from '../ui/theme';
import { Eraser } from './input/eraser';
import type { GestureRecogniser } from './input/gestures';
import { PageGestures, type PagePress } from './input/page-gestures';
import { PagePointers } from './input/page-pointers';
import { PenRest } from './input/pen-rest';
import { ownDrafts, pageUi, select } from './page-store';
import { LivePainter } from './paint/live-painter';
import { slideOff } from './paint/page-turn';
import { Palette } from './paint/palette';
import { PaperCanvas } from './paint/paper-canvas';
import { areRecoloured } from './paint/person-colours';
import type { Insets } from './view/camera';
import { PageView, type Placement } from './view/page-view';
import { PlaceGuide } from './view/place-guide';

export interface PageElements {
  /** Takes the pointer events; the canvases fill it. */
  root: HTMLElement;
  paper: HTMLCanvasElement;
  live: HTMLCanvasElement;
  /** Lies over the page and moves with it; its `--cell` is a cell's side in CSS pixels. */
  overlay: HTMLElement;
}

/** Beyond it canvases get heavy and no eye sees the difference. */
const PIXEL_RATIO_MAX = 3;
/** Longest time that one frame may move things by: a page that was asleep must not jump. */
const FRAME_MAX_MS = 100;

/**
 * The page's canvases and pointers, tied together: pointers become gestures (`PagePointers`, `PageGestures`), which write
 * (`OwnStroke`), wipe (`Eraser`) and move the view (`PageView`). Paper with durable ink lies on one canvas (`PaperCanvas`)
 * and is repainted only where it changed; ink in the making, pointers and names lie on another (`LivePainter`). Nothing here
 * goes through React: it follows the room's stores and paints at most once a frame, and not at all when nothing moves.
 */
export class PageEngine {
  /** What of the page is seen: toolbars, keys and the mini-map move it. */
  readonly view: PageView;
  /** Knows whether somebody writes here, by whatever means. */
  readonly rest: PenRest;
  readonly #elements: PageElements;
  readonly #client: RoomClient;
  readonly #palette: Palette;
  readonly #paper: PaperCanvas;
  readonly #livePainter: LivePainter;
  readonly #eraser: Eraser;
  readonly #guide: PlaceGuide;
  readonly #gestures: PageGestures;
  readonly #pointers: PagePointers;
  readonly #recogniser: GestureRecogniser<PagePress>;
  readonly #ends: (() => void)[] = [];
  readonly #cameraListeners = new Set<() => void>();

  /** The room as it was painted last. */
  #room: RoomView;
  #joined: boolean;
  #frame = 0;
  #lastFrame = 0;
  #liveDirty = true;

  constructor(elements: PageElements, client: RoomClient, insets: () => Insets) {
    this.#elements = elements;
    this.#client = client;
    this.#room = client.view.getState();
    this.#joined = this.#room.you !== null;
    this.#palette = new Palette(elements.root, client);
    this.#paper = new PaperCanvas(elements.paper, client, this.#palette, () => this.#requestFrame());
    this.#livePainter = new LivePainter(elements.live.getContext('2d')!, client, this.#palette);
    this.view = new PageView(client, insets, () => {
      this.#showMotion();
      this.#requestFrame();
    });
    this.#eraser = new Eraser(client, this.view, (cells) => this.#paper.update(cells));
    this.#paper.fading = this.#eraser.fading;
    this.rest = new PenRest(client);
    this.#guide = new PlaceGuide(this.view);
    const tools = { eraser: this.#eraser, rest: this.rest };
    this.#gestures = new PageGestures(client, this.view, tools, () => {
      if (this.#recogniser.isPanning) this.#guide.forgo();
      this.#showCursor();
      this.#invalidateLive();
    });
    this.#pointers = new PagePointers(elements.root, this.#gestures);
    this.#recogniser = this.#pointers.recogniser;
    this.#follow();
    this.#watchWindow();
    this.#paper.show(shownPage(this.#room));
    this.#resize();
    this.#paper.update(Object.keys(shownPage(this.#room).cells).map(Number));
  }

  dispose(): void {
    // A stroke that is under way when the page is left is kept.
    this.#gestures.keepStrokes();
    this.#recogniser.reset();
    this.rest.dispose();
    this.#pointers.dispose();
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#frame);
    this.#paper.clear();
    this.#client.moveCursor(null, null);
    ownDrafts.setState({ drafts: [] });
  }

  /** Calls back after the view has moved, at most once a frame. @returns ends it */
  onCamera(listener: () => void): () => void {
    this.#cameraListeners.add(listener);
    return () => this.#cameraListeners.delete(listener);
  }

  /** The page is looked at from afar: pens are so many times larger, and nobody is named beside them. */
  seeFromAfar(scale: number): void {
    this.#livePainter.afar = scale;
    this.#invalidateLive();
  }

  /** Where a cell is on the page. */
  cellRect(cell: CellIndex): DOMRect {
    const { left, top } = this.#elements.root.getBoundingClientRect();
    const { x, y } = this.view.toScreen(cellOrigin(cell, shownPage(this.#client.view.getState())));
    const side = CELL_SIZE * this.view.camera.zoom;
    return new DOMRect(left + x, top + y, side, side);
  }

  /** While the space bar is down every drag pans. */
  holdPan(held: boolean): void {
    this.#recogniser.panHeld = held;
    this.#showCursor();
  }

  /** Gives up a stroke or a wipe that is under way. @returns whether there was one */
  abandonGesture(): boolean {
    const busy = this.#recogniser.isInking;
    this.#recogniser.reset();
    return busy;
  }

  // Following the room, the window and the theme

  #follow(): void {
    const { view, live } = this.#client;
    this.#ends.push(
      view.subscribe(() => this.#requestFrame()),
      live.subscribe(() => this.#invalidateLive()),
      ownDrafts.subscribe(() => this.#invalidateLive()),
      pageUi.subscribe((ui, before) => {
        this.#setFingers();
        if (ui.isWriting !== before.isWriting) this.#requestFrame();
        if (ui.tool === before.tool) return;
        this.#eraser.hover(null);
        this.#showCursor();
        this.#invalidateLive();
      }),
      board.subscribe(() => this.#setFingers()),
      watchTheme(() => {
        this.#palette.refresh();
        this.#restyle();
      }),
    );
    this.#setFingers();
    this.#showCursor();
  }

  /** What fingers do is chosen in the toolbar and the settings. */
  #setFingers(): void {
    const { fingersMove, fingersChosen } = pageUi.getState();
    Object.assign(this.#recogniser, { fingersMove, fingersChosen, isBoard: board.getState().isOn });
  }

  #watchWindow(): void {
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(this.#elements.root);
    this.#ends.push(() => observer.disconnect());
    this.#watchPixelRatio();
  }

  /** Zooming the browser or moving the window to another screen changes how many pixels there are to fill. */
  #watchPixelRatio(): void {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const changed = () => {
      this.#resize();
      this.#watchPixelRatio();
    };
    query.addEventListener('change', changed, { once: true });
    this.#ends.push(() => query.removeEventListener('change', changed));
  }

  #resize(): void {
    const { root, paper, live } = this.#elements;
    const { left, top, width, height } = root.getBoundingClientRect();
    this.#pointers.placeAt(left, top);
    const pixelRatio = Math.min(PIXEL_RATIO_MAX, window.devicePixelRatio || 1);
    if (!this.view.resize({ width, height }, pixelRatio)) return;
    for (const canvas of [paper, live]) {
      canvas.width = Math.round(width * pixelRatio);
      canvas.height = Math.round(height * pixelRatio);
    }
    this.#livePainter.forgetPainted();
    this.#paper.invalidate();
    // Resizing has emptied the canvases: painting in the same frame keeps them from flashing.
    this.#paintFrame(performance.now());
  }

  /** Notes what has changed in the room since the last frame. */
  #update(room: RoomView): void {
    const before = this.#room;
    if (room === before) return;
    this.#room = room;
    if (areRecoloured(before, room)) this.#restyle();
    if (room.you?.role !== before.you?.role) this.#showCursor();
    const [page, former] = [shownPage(room), shownPage(before)];
    const isAnother = room.page !== before.page;
    const isTurned = isAnother && this.#joined;
    if (isTurned) slideOff(this.#elements.paper, room.page > before.page);
    if (page !== former) {
      this.#paper.show(page);
      const known = Object.keys({ ...former.cells, ...page.cells }).map(Number);
      this.#paper.update(known.filter((index) => isAnother || page.cells[index] !== former.cells[index]));
      this.#liveDirty = true;
    }
    if (page.rows !== former.rows || page.columns !== former.columns) {
      // Rows are added below what everybody writes on: for that nothing moves under their pens.
      const hasGrown = this.#joined && !isAnother && page.columns === former.columns;
      if (!isTurned && (!hasGrown || !mayWrite(room))) this.view.fitSize();
      this.#paper.invalidate();
    }
    if (isTurned) {
      // Whoever leafs on with the pen down leaves what they wrote on the page that it was for.
      this.#gestures.keepStrokes();
      this.#recogniser.reset();
      select(null);
      this.view.startPage();
    }
    this.#joined ||= room.you !== null;
  }

  // Painting

  #invalidateLive(): void {
    this.#liveDirty = true;
    this.#requestFrame();
  }

  #requestFrame(): void {
    this.#frame ||= requestAnimationFrame((time) => this.#paintFrame(time));
  }

  #restyle(): void {
    this.#paper.restyle();
    this.#invalidateLive();
  }

  #paintFrame(time: number): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const elapsed = clamp(time - this.#lastFrame, 0, FRAME_MAX_MS);
    this.#lastFrame = time;
    this.#update(this.#client.view.getState());
    if (this.view.viewport.width > 0) this.#guide.follow(this.#room);
    this.view.advance(time, elapsed);
    this.#showMotion();
    if (this.view.viewport.width === 0) return;
    const moved = this.#paper.paint(this.view, time);
    if (this.#liveDirty || moved) {
      this.#liveDirty = this.#livePainter.paint(this.view, elapsed, this.#eraser.circle);
      if (this.#liveDirty) this.#requestFrame();
    }
    if (moved) {
      this.#placeOverlay(this.view.placement());
      for (const listener of this.#cameraListeners) listener();
    }
  }

  #placeOverlay(at: Placement): void {
    const { overlay } = this.#elements;
    const { pixelRatio, camera, showsAll, leadsBack } = this.view;
    overlay.style.transform = `translate(${at.originX / pixelRatio}px, ${at.originY / pixelRatio}px)`;
    const { zoom } = camera;
    const cell = `${zoom * CELL_SIZE}px`;
    if (overlay.style.getPropertyValue('--cell') !== cell) overlay.style.setProperty('--cell', cell);
    const ui = pageUi.getState();
    if (ui.zoom !== zoom || ui.wholeInView !== showsAll || ui.overviewLeadsBack !== leadsBack) {
      pageUi.setState({ zoom, wholeInView: showsAll, overviewLeadsBack: leadsBack });
    }
  }

  /** Marks the page while the view moves by itself: tests wait for it to rest before they measure. */
  #showMotion(): void {
    this.#elements.root.toggleAttribute('data-moving', this.view.isMoving);
    if (this.view.isMoving) this.#requestFrame();
  }

  #showCursor(): void {
    const { tool } = pageUi.getState();
    const pan = this.#recogniser.panHeld || tool === 'hand' || !mayWrite(this.#room);
    const wipes = this.#recogniser.isErasing || (!pan && this.#eraser.circle !== null);
    this.#elements.root.dataset.cursor = this.#recogniser.isPanning
      ? 'panning'
      : wipes
        ? 'eraser'
        : pan
          ? 'hand'
          : tool;
  }
}
