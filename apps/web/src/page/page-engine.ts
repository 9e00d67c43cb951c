import { personOf, type RoomClient, type RoomView } from '@inkroom/client';
import { CELL_SIZE, type CellIndex, cellOrigin, type PagePoint } from '@inkroom/shared';
import { watchTheme } from '../ui/theme';
import { Eraser } from './input/eraser';
import { GestureRecogniser } from './input/gestures';
import { OwnStroke } from './input/own-stroke';
import { PageGestures } from './input/page-gestures';
import { PagePointers } from './input/page-pointers';
import { ownDraft, pageUi, select } from './page-store';
import { personInk } from './paint/ink-colour';
import { LivePainter } from './paint/live-painter';
import { type PageTheme, readTheme } from './paint/page-theme';
import { PaperCanvas } from './paint/paper-canvas';
import { areRecoloured } from './paint/person-colours';
import type { Camera, Insets, Viewport } from './view/camera';
import { PageView, type Placement } from './view/page-view';

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
/** Longest time one frame moves things by: a page that slept must not jump. */
const FRAME_MAX_MS = 100;

/**
 * The page's canvases and pointers, tied together: pointers become gestures (`PagePointers`, `PageGestures`), which write
 * (`OwnStroke`), wipe (`Eraser`) and move the view (`PageView`). Paper with durable ink lies on one canvas (`PaperCanvas`)
 * and is repainted only where it changed; ink in the making, pointers and names lie on another (`LivePainter`). Nothing here
 * goes through React: it follows the room's stores and paints at most once a frame, and not at all when nothing moves.
 */
export class PageEngine {
  readonly #elements: PageElements;
  readonly #client: RoomClient;
  readonly #view: PageView;
  readonly #stroke: OwnStroke;
  readonly #eraser: Eraser;
  readonly #recogniser: GestureRecogniser;
  readonly #pointers: PagePointers;
  readonly #paper: PaperCanvas;
  readonly #livePainter: LivePainter;
  readonly #ends: (() => void)[] = [];
  readonly #cameraListeners = new Set<() => void>();
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

  #theme: PageTheme;
  /** The room as it was painted last. */
  #room: RoomView;
  #joined: boolean;
  #frame = 0;
  #lastFrame = 0;
  #liveDirty = true;

  constructor(elements: PageElements, client: RoomClient, insets: () => Insets) {
    this.#elements = elements;
    this.#client = client;
    this.#theme = readTheme(elements.root);
    this.#room = client.view.getState();
    this.#joined = this.#room.you !== null;
    this.#livePainter = new LivePainter(elements.live.getContext('2d')!);
    const rows = () => this.#room.state.rows;
    const mayWrite = () => this.#mayWrite;
    const view = new PageView({
      rows,
      insets,
      selected: () => pageUi.getState().selected,
      isWriting: () => this.#recogniser.inkPointer !== null,
      reducedMotion: () => this.#reducedMotion.matches,
      onMoved: () => {
        this.#paper.invalidate();
        this.#invalidateLive();
      },
      onMotion: () => this.#showMotion(),
    });
    this.#view = view;
    const stroke = new OwnStroke(client, view);
    this.#stroke = stroke;
    const eraser = new Eraser(client, view, (cells) => {
      if (cells === 'all') this.#paper.updateAll();
      else for (const cell of cells) this.#paper.update(cell);
    });
    this.#eraser = eraser;
    this.#paper = new PaperCanvas(
      elements.paper,
      {
        strokesOf: (cell) => client.strokesOf(cell),
        colourOf: (author) => this.#colourOf(author),
        fading: () => eraser.fading,
      },
      () => this.#requestFrame(),
    );
    const onChange = () => {
      this.#showCursor();
      this.#invalidateLive();
    };
    const gestures = new PageGestures({ view, stroke, eraser, rows, mayWrite, onChange });
    const recogniser = new GestureRecogniser(gestures);
    this.#recogniser = recogniser;
    const { root } = elements;
    this.#pointers = new PagePointers({
      root,
      client,
      view,
      stroke,
      eraser,
      recogniser,
      gestures,
      mayWrite,
      onChange,
    });
    this.#follow();
    this.#watchWindow();
    this.#resize();
    for (const index of Object.keys(this.#room.state.cells)) this.#paper.update(Number(index));
  }

  dispose(): void {
    // Whoever leaves with the pen down has written what is there.
    if (this.#stroke.isOpen) this.#stroke.end();
    this.#recogniser.reset();
    this.#pointers.dispose();
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#frame);
    this.#paper.clear();
    this.#client.moveCursor(null, null);
    ownDraft.setState({ draft: null });
  }

  // What toolbars, keys and the mini-map do

  get camera(): Camera {
    return this.#view.camera;
  }

  get viewport(): Viewport {
    return this.#view.viewport;
  }

  /** Calls back after the view has moved, at most once a frame. @returns ends it */
  onCamera(listener: () => void): () => void {
    this.#cameraListeners.add(listener);
    return () => this.#cameraListeners.delete(listener);
  }

  zoomBy(factor: number): void {
    this.#view.zoomBy(factor);
  }

  zoomTo(zoom: number): void {
    this.#view.zoomTo(zoom);
  }

  fit(): void {
    this.#view.fit();
  }

  toggleOverview(): void {
    this.#view.toggleOverview();
  }

  fitCell(cell: CellIndex): void {
    this.#view.fitCell(cell);
  }

  reveal(cell: CellIndex): void {
    this.#view.reveal(cell);
  }

  centre(point: PagePoint): void {
    this.#view.centre(point);
  }

  /** Where a cell is on the page. */
  cellRect(cell: CellIndex): DOMRect {
    const { left, top } = this.#elements.root.getBoundingClientRect();
    const { x, y } = this.#view.toScreen(cellOrigin(cell));
    const side = CELL_SIZE * this.#view.camera.zoom;
    return new DOMRect(left + x, top + y, side, side);
  }

  /** While the space bar is down every drag pans. */
  holdPan(held: boolean): void {
    this.#recogniser.panHeld = held;
    this.#showCursor();
  }

  /** Gives up a stroke or a wipe that is under way. @returns whether there was one */
  abandonGesture(): boolean {
    const busy = this.#recogniser.inkPointer !== null;
    this.#recogniser.reset();
    return busy;
  }

  get #mayWrite(): boolean {
    const { you } = this.#room;
    return !!you && you.role !== 'viewer';
  }

  // Following the room, the window and the theme

  #follow(): void {
    const { view, live } = this.#client;
    this.#ends.push(
      view.subscribe(() => this.#requestFrame()),
      live.subscribe(() => this.#invalidateLive()),
      ownDraft.subscribe(() => this.#invalidateLive()),
      pageUi.subscribe((ui, before) => {
        this.#recogniser.penOnly = ui.penOnly;
        if (ui.tool === before.tool) return;
        this.#eraser.hover(null);
        this.#showCursor();
        this.#invalidateLive();
      }),
      watchTheme(() => {
        this.#theme = readTheme(this.#elements.root);
        this.#restyle();
      }),
    );
    this.#recogniser.penOnly = pageUi.getState().penOnly;
    this.#showCursor();
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
    if (!this.#view.resize({ width, height }, pixelRatio)) return;
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
  #takeOver(room: RoomView): void {
    const before = this.#room;
    if (room === before) return;
    this.#room = room;
    if (areRecoloured(before, room)) this.#restyle();
    if (room.you?.role !== before.you?.role) this.#showCursor();
    const cells = room.state.cells;
    if (cells !== before.state.cells) {
      for (const key of Object.keys({ ...before.state.cells, ...cells })) {
        const index = Number(key);
        if (cells[index] !== before.state.cells[index]) this.#paper.update(index);
      }
      this.#liveDirty = true;
    }
    if (room.state.rows !== before.state.rows) {
      this.#view.fitRows();
      this.#paper.invalidate();
    }
    if (room.state.page !== before.state.page && this.#joined) {
      this.#recogniser.reset();
      select(null);
      this.#view.startPage();
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

  /** Ink of somebody of whom nothing is known is drawn in the colour of text: better no colour than a wrong one. */
  #colourOf(id: string): string {
    const person = personOf(this.#room, id);
    return person ? personInk(person.colour, this.#theme.tone) : this.#theme.ink;
  }

  #paintFrame(time: number): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const elapsed = Math.min(FRAME_MAX_MS, Math.max(0, time - this.#lastFrame));
    this.#lastFrame = time;
    this.#takeOver(this.#client.view.getState());
    this.#view.advance(time, elapsed);
    this.#showMotion();
    if (this.#view.viewport.width === 0) return;
    const at = this.#view.placement();
    const moved = this.#paper.isAllDirty;
    this.#paper.paint(this.#view, this.#room.state.rows, this.#theme, time);
    if (this.#liveDirty || moved) {
      this.#liveDirty = this.#paintLive(at, elapsed);
      if (this.#liveDirty) this.#requestFrame();
    }
    if (moved) {
      this.#placeOverlay(at);
      for (const listener of this.#cameraListeners) listener();
    }
  }

  #paintLive(at: Placement, elapsedMs: number): boolean {
    const circle = this.#eraser.circle;
    const { pixelRatio } = this.#view;
    return this.#livePainter.paint({
      at,
      pixelRatio,
      theme: this.#theme,
      live: this.#client.live.get(),
      state: this.#room.state,
      draft: ownDraft.getState().draft,
      predicted: this.#stroke.predicted,
      draftColour: this.#room.you ? this.#colourOf(this.#room.you.id) : this.#theme.ink,
      eraser: circle && { x: circle.x * pixelRatio, y: circle.y * pixelRatio, radius: circle.radius * pixelRatio },
      colourOf: (person) => this.#colourOf(person),
      nameOf: (id) => personOf(this.#room, id)?.name ?? null,
      now: Date.now(),
      elapsedMs,
      reducedMotion: this.#reducedMotion.matches,
    });
  }

  #placeOverlay(at: Placement): void {
    const { overlay } = this.#elements;
    const { pixelRatio, camera, showsAll, leadsBack } = this.#view;
    overlay.style.transform = `translate(${at.originX / pixelRatio}px, ${at.originY / pixelRatio}px)`;
    const { zoom } = camera;
    const cell = `${zoom * CELL_SIZE}px`;
    if (overlay.style.getPropertyValue('--cell') !== cell) overlay.style.setProperty('--cell', cell);
    const ui = pageUi.getState();
    if (ui.zoom !== zoom || ui.wholeInView !== showsAll || ui.overviewLeadsBack !== leadsBack) {
      pageUi.setState({ zoom, wholeInView: showsAll, overviewLeadsBack: leadsBack });
    }
  }

  /** Says on the page that the view moves by itself: what is measured there does not hold for long. */
  #showMotion(): void {
    this.#elements.root.toggleAttribute('data-moving', this.#view.isMoving);
    if (this.#view.isMoving) this.#requestFrame();
  }

  #showCursor(): void {
    const { tool } = pageUi.getState();
    const pan = this.#recogniser.panHeld || tool === 'hand' || !this.#mayWrite;
    this.#elements.root.dataset.cursor = this.#recogniser.isPanning ? 'panning' : pan ? 'hand' : tool;
  }
}
