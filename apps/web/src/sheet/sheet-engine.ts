import { personOf, type RoomClient, type RoomView, type StrokeWriter } from '@inkroom/client';
import {
  CELL_SIZE,
  type CellIndex,
  cellAt,
  cellOrigin,
  POINT_STRIDE,
  SHEET_COLUMNS,
  type SheetPoint,
} from '@inkroom/shared';
import {
  type Camera,
  clampCamera,
  fitCell,
  fitSheet,
  type Insets,
  initialCamera,
  mixCameras,
  panBy,
  pinch,
  revealCell,
  type ScreenPoint,
  sameCamera,
  snapToPixels,
  toScreen,
  toSheet,
  type Viewport,
  visibleCells,
  writingCamera,
  zoomAt,
} from './camera';
import { type GestureHandler, GestureRecogniser, type PointerKind, type PressInput, type Purpose } from './gestures';
import { strokesUnder } from './hit-test';
import { personInk } from './ink-colour';
import { type Bounds, overlaps } from './ink-outline';
import { type InkStyle, InkTiles, type Placement } from './ink-tiles';
import { LivePainter } from './live-painter';
import { type PixelBox, paintPaper } from './paper-painter';
import { PENS } from './pens';
import { areRecoloured } from './person-colours';
import { ownDraft, select, sheetUi } from './sheet-store';
import { readTheme, type SheetTheme, watchTheme } from './sheet-theme';

export interface SheetElements {
  /** Takes the pointer events; the canvases fill it. */
  root: HTMLElement;
  paper: HTMLCanvasElement;
  live: HTMLCanvasElement;
  /** Lies over the sheet and moves with it; its `--cell` is a cell's side in CSS pixels. */
  overlay: HTMLElement;
}

/** Beyond it canvases get heavy and no eye sees the difference. */
const PIXEL_RATIO_MAX = 3;
/** Changed boxes in one frame beyond which painting everything is cheaper. */
const DIRTY_MAX = 24;
/** How long the view must rest before stretched tiles are drawn sharp again. */
const SETTLE_MS = 140;
/** Time in one frame for drawing tiles sharp. */
const REFRESH_BUDGET_MS = 5;
const MOVE_MS = 260;
/** How much larger a view shows things for people to call it nearer. */
const NEARER = 1.05;
/** Radius of the eraser in CSS pixels: a fingertip wipes more than a mouse points. */
const ERASER_RADIUS: Record<PointerKind, number> = { mouse: 9, pen: 9, touch: 16 };
/** Points nearer to the last one, in CSS pixels, say nothing new. */
const POINT_SPACING = 0.6;
/** Wheel steps: what a notch or a trackpad's delta does to the zoom. */
const WHEEL_ZOOM = 0.0022;
const PINCH_WHEEL_ZOOM = 0.011;
const WHEEL_LINE_PX = 18;
/** A gliding pan loses its speed with this time constant, and stops below this speed in CSS pixels per ms. */
const GLIDE_MS = 280;
const GLIDE_STOP = 0.02;
/** Longest time one frame moves things by: a page that slept must not jump. */
const FRAME_MAX_MS = 100;

interface Sample extends ScreenPoint {
  pressure: number;
  at: number;
}

/**
 * The sheet's canvases and pointers. Paper with durable ink lies on one canvas and is repainted only where it changed;
 * ink in the making, pointers and names lie on another. Nothing here goes through React: it follows the room's stores and
 * paints at most once a frame, and not at all when nothing moves.
 */
export class SheetEngine implements GestureHandler {
  readonly #elements: SheetElements;
  readonly #client: RoomClient;
  readonly #insets: () => Insets;
  readonly #paper: CanvasRenderingContext2D;
  readonly #livePainter: LivePainter;
  readonly #tiles = new InkTiles();
  readonly #gestures = new GestureRecogniser(this);
  readonly #ends: (() => void)[] = [];
  readonly #cameraListeners = new Set<() => void>();
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #fading = new Set<string>();

  #theme: SheetTheme;
  #styleVersion = 0;
  #pixelRatio = 1;
  #viewport: Viewport = { width: 0, height: 0 };
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  /** People keep what they chose; until then the view adapts to the window. */
  #chosen = false;
  #joined = false;

  #frame = 0;
  #lastFrame = 0;
  #view: RoomView;
  #allDirty = true;
  #dirty: Bounds[] = [];
  #liveDirty = true;
  #settledAt = 0;
  #motion: { from: Camera; to: Camera; start: number } | null = null;
  #glide: ScreenPoint | null = null;

  #samples: Sample[] = [];
  #predicted: number[] = [];
  #writer: StrokeWriter | null = null;
  #strokeStart: { cell: CellIndex; at: number; kind: PointerKind } | null = null;
  #eraserAt: { point: ScreenPoint; kind: PointerKind } | null = null;
  #pressedChip: { cell: CellIndex; wasOpen: boolean } | null = null;
  #beforeOverview: Camera | null = null;

  constructor(elements: SheetElements, client: RoomClient, insets: () => Insets) {
    this.#elements = elements;
    this.#client = client;
    this.#insets = insets;
    this.#paper = elements.paper.getContext('2d', { alpha: false })!;
    this.#livePainter = new LivePainter(elements.live.getContext('2d')!);
    this.#theme = readTheme(elements.root);
    this.#view = client.view.getState();
    this.#joined = this.#view.you !== null;
    this.#follow();
    this.#listen();
    this.#resize();
    for (const index of Object.keys(this.#view.state.cells)) this.#updateTile(Number(index));
  }

  dispose(): void {
    // Whoever leaves with the pen down has written what is there.
    if (this.#writer) this.endStroke();
    this.#gestures.reset();
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#frame);
    this.#tiles.clear();
    this.#client.moveCursor(null, null);
    ownDraft.setState({ draft: null });
  }

  // What toolbars, keys and the mini-map do

  get camera(): Camera {
    return this.#camera;
  }

  get viewport(): Viewport {
    return this.#viewport;
  }

  /** Calls back after the view has moved, at most once a frame. @returns ends it */
  onCamera(listener: () => void): () => void {
    this.#cameraListeners.add(listener);
    return () => this.#cameraListeners.delete(listener);
  }

  zoomBy(factor: number): void {
    this.#moveTo(zoomAt(this.#target, this.#middle(), factor));
  }

  zoomTo(zoom: number): void {
    this.#moveTo(zoomAt(this.#camera, this.#middle(), zoom / this.#camera.zoom));
  }

  fit(): void {
    if (!this.#isWholeInView(this.#target)) this.#beforeOverview = this.#target;
    this.#moveTo(fitSheet(this.#viewport, this.#rows, this.#insets()));
  }

  /** The whole sheet, and from there back to where one was or to where one can write, if that is nearer. */
  toggleOverview(): void {
    const back = this.#wayBack(this.#target);
    if (back) this.#moveTo(back);
    else this.fit();
  }

  fitCell(cell: CellIndex): void {
    this.#moveTo(fitCell(this.#viewport, cell, this.#insets()));
  }

  reveal(cell: CellIndex): void {
    const target = revealCell(this.#camera, this.#viewport, cell, this.#insets());
    if (!sameCamera(target, this.#camera)) this.#moveTo(target);
  }

  /** Puts a point of the sheet into the middle of the view at once, as dragging in the mini-map does. */
  centre(point: SheetPoint): void {
    const at = toScreen(this.#camera, point);
    const middle = this.#middle();
    this.#stopMotion();
    this.#setCamera(panBy(this.#camera, middle.x - at.x, middle.y - at.y));
  }

  /** Where a cell is on the page. */
  cellRect(cell: CellIndex): DOMRect {
    const { left, top } = this.#elements.root.getBoundingClientRect();
    const { x, y } = toScreen(this.#camera, cellOrigin(cell));
    const side = CELL_SIZE * this.#camera.zoom;
    return new DOMRect(left + x, top + y, side, side);
  }

  /** While the space bar is down every drag pans. */
  holdPan(held: boolean): void {
    this.#gestures.panHeld = held;
    this.#showCursor();
  }

  /** Gives up a stroke or a wipe that is under way. @returns whether there was one */
  abandonGesture(): boolean {
    const busy = this.#gestures.inkPointer !== null;
    this.#gestures.reset();
    return busy;
  }

  // Gestures

  purposeAt(point: ScreenPoint): Purpose {
    const { tool } = sheetUi.getState();
    if (tool === 'hand' || !this.#mayWrite) return 'pan';
    if (tool === 'eraser') return 'erase';
    return cellAt(toSheet(this.#camera, point), this.#rows) === null ? 'pan' : 'draw';
  }

  beginStroke(start: PressInput): void {
    const cell = cellAt(toSheet(this.#camera, start), this.#rows);
    if (cell === null) return;
    this.#stopMotion();
    const width = PENS[sheetUi.getState().pen];
    this.#writer = this.#client.beginStroke({ cell, width });
    this.#strokeStart = { cell, at: start.at, kind: start.kind };
    ownDraft.setState({ draft: { cell, width, points: [] } });
    select(cell);
    this.#addSamples();
  }

  endStroke(): void {
    this.#addSamples(true);
    this.#writer?.end();
    this.#forgetStroke();
  }

  cancelStroke(): void {
    this.#writer?.cancel();
    this.#forgetStroke();
  }

  beginErasing(start: PressInput): void {
    this.#stopMotion();
    this.#eraserAt = { point: start, kind: start.kind };
    this.#erase(start, start);
  }

  endErasing(): void {
    const ids = [...this.#fading];
    this.#fading.clear();
    if (ids.length > 0) this.#client.erase(ids);
    this.#markFading(ids);
    if (this.#eraserAt?.kind !== 'mouse') this.#eraserAt = null;
  }

  cancelErasing(): void {
    const ids = [...this.#fading];
    this.#fading.clear();
    this.#markFading(ids);
    this.#eraserAt = null;
  }

  beginPan(): void {
    this.#stopMotion();
    this.#chosen = true;
    this.#showCursor();
  }

  panBy(dx: number, dy: number): void {
    this.#setCamera(panBy(this.#camera, dx, dy));
  }

  endPan(velocity: ScreenPoint): void {
    this.#showCursor();
    if (this.#reducedMotion.matches || Math.hypot(velocity.x, velocity.y) < 4 * GLIDE_STOP) return;
    this.#glide = velocity;
    this.#showMotion();
    this.#requestFrame();
  }

  pinch(from: readonly [ScreenPoint, ScreenPoint], to: readonly [ScreenPoint, ScreenPoint]): void {
    this.#setCamera(pinch(this.#camera, from, to));
  }

  tap(point: PressInput): void {
    const chip = this.#pressedChip;
    if (chip) {
      sheetUi.setState({ selected: chip.cell, correcting: chip.wasOpen ? null : chip.cell });
      return;
    }
    const cell = cellAt(toSheet(this.#camera, point), this.#rows);
    select(cell);
    // On an overview of a small screen nothing can be written: a tap goes there.
    if (cell !== null && point.kind === 'touch' && this.#isOverview) this.#moveTo(this.#writingCamera(cell));
  }

  doubleTap(point: PressInput): void {
    const { tool } = sheetUi.getState();
    const cell = cellAt(toSheet(this.#camera, point), this.#rows);
    if (this.#pressedChip || cell === null || (point.kind === 'mouse' && tool !== 'hand')) {
      this.tap(point);
      return;
    }
    const near = fitCell(this.#viewport, cell, this.#insets());
    if (this.#camera.zoom < near.zoom * 0.9) this.#moveTo(near);
    else this.#moveTo(this.#writingCamera(cell));
  }

  penSeen(): void {
    sheetUi.setState({ penOnly: true });
  }

  get #rows(): number {
    return this.#view.state.rows;
  }

  get #mayWrite(): boolean {
    const { you } = this.#view;
    return !!you && you.role !== 'viewer';
  }

  /** Cells are too small to write in and would be large enough at the start's zoom. */
  get #isOverview(): boolean {
    return this.#camera.zoom < 0.6 * initialCamera(this.#viewport, this.#rows, this.#insets()).zoom;
  }

  #writingCamera(cell: CellIndex): Camera {
    return writingCamera(this.#viewport, this.#rows, cell, this.#insets());
  }

  /** Where the overview leads back to; null where the view is none, or where nothing nearer is known than it. */
  #wayBack(view: Camera): Camera | null {
    if (!this.#isWholeInView(view)) return null;
    const nearer = (camera: Camera | null) => (camera && camera.zoom > view.zoom * NEARER ? camera : null);
    return nearer(this.#beforeOverview) ?? nearer(this.#writingCamera(sheetUi.getState().selected ?? 0));
  }

  // One's own ink

  #addSamples(last = false): void {
    const start = this.#strokeStart;
    const { draft } = ownDraft.getState();
    if (!start || !draft || !this.#writer) return;
    const added = this.#pointsOf(this.#samples, draft.points, last);
    this.#samples = [];
    if (added.length === 0) return;
    this.#writer.add(added);
    ownDraft.setState({ draft: { ...draft, points: [...draft.points, ...added] } });
  }

  /** Cell-relative points of what the pointer did since the last ones. */
  #pointsOf(samples: readonly Sample[], before: readonly number[], last: boolean): number[] {
    const start = this.#strokeStart!;
    const origin = cellOrigin(start.cell);
    const { pointReach } = this.#view.limits;
    const held = (value: number) => Math.min(CELL_SIZE + pointReach, Math.max(-pointReach, value));
    const points: number[] = [];
    let lastX = before.at(-POINT_STRIDE) ?? Number.POSITIVE_INFINITY;
    let lastY = before.at(1 - POINT_STRIDE) ?? Number.POSITIVE_INFINITY;
    const spacing = POINT_SPACING / this.#camera.zoom;
    samples.forEach((sample, i) => {
      const at = toSheet(this.#camera, sample);
      const x = held(at.x - origin.x);
      const y = held(at.y - origin.y);
      const moved = Math.hypot(x - lastX, y - lastY);
      const closing = last && i === samples.length - 1;
      if (moved < spacing && !(closing && moved > 0)) return;
      points.push(x, y, sample.pressure, Math.max(0, sample.at - start.at));
      lastX = x;
      lastY = y;
    });
    return points;
  }

  #forgetStroke(): void {
    this.#writer = null;
    this.#strokeStart = null;
    this.#samples = [];
    this.#predicted = [];
    ownDraft.setState({ draft: null });
    this.#invalidateLive();
  }

  #erase(from: ScreenPoint, to: ScreenPoint): void {
    const { you, state, limits } = this.#view;
    if (!you || !this.#eraserAt) return;
    const radius = ERASER_RADIUS[this.#eraserAt.kind] / this.#camera.zoom;
    const a = toSheet(this.#camera, from);
    const b = toSheet(this.#camera, to);
    for (const { cell, stroke } of strokesUnder(state, a, b, radius, limits.pointReach)) {
      if (this.#fading.has(stroke.id) || (you.role !== 'host' && stroke.authorId !== you.id)) continue;
      this.#fading.add(stroke.id);
      this.#updateTile(cell);
    }
  }

  #markFading(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const index of [...this.#tiles.indices()]) this.#updateTile(index);
  }

  // Events

  #listen(): void {
    const { root } = this.#elements;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
      options?: AddEventListenerOptions,
    ) => {
      root.addEventListener(type, listener, options);
      this.#ends.push(() => root.removeEventListener(type, listener, options));
    };
    on('pointerdown', (event) => this.#onDown(event));
    on('pointermove', (event) => this.#onMove(event));
    on('pointerup', (event) => this.#onUp(event));
    on('pointercancel', (event) => this.#gestures.cancel(event.pointerId));
    on('lostpointercapture', (event) => this.#gestures.cancel(event.pointerId));
    on('pointerleave', (event) => {
      if (event.pointerType === 'touch') return;
      this.#client.moveCursor(null, null);
      this.#eraserAt = null;
      this.#invalidateLive();
    });
    // The focus stays where keys reach the sheet; moving it to the cell under every stroke would also select it.
    on('mousedown', (event) => {
      if (this.#isSurface(event.target)) event.preventDefault();
    });
    on('wheel', (event) => this.#onWheel(event), { passive: false });
    on('contextmenu', (event) => {
      if (this.#isSurface(event.target)) event.preventDefault();
    });
    // Safari zooms the whole page on a trackpad's pinch unless its own events are refused.
    for (const type of ['gesturestart', 'gesturechange'] as const) {
      const refuse = (event: Event) => event.preventDefault();
      root.addEventListener(type, refuse, { passive: false });
      this.#ends.push(() => root.removeEventListener(type, refuse));
    }
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(root);
    this.#ends.push(() => observer.disconnect());
    this.#ends.push(
      watchTheme(() => {
        this.#theme = readTheme(root);
        this.#restyle();
      }),
    );
    this.#watchPixelRatio();
  }

  #follow(): void {
    const { view, live } = this.#client;
    this.#ends.push(
      view.subscribe(() => this.#requestFrame()),
      live.subscribe(() => this.#invalidateLive()),
      ownDraft.subscribe(() => this.#invalidateLive()),
      sheetUi.subscribe((ui, before) => {
        this.#gestures.penOnly = ui.penOnly;
        if (ui.tool !== before.tool) {
          this.#eraserAt = null;
          this.#showCursor();
          this.#invalidateLive();
        }
      }),
    );
    this.#gestures.penOnly = sheetUi.getState().penOnly;
    this.#showCursor();
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

  /** Toolbars lie in the root as well; what happens on them is theirs. */
  #isSurface(target: EventTarget | null): boolean {
    return target instanceof Element && !target.closest('[data-sheet-control]');
  }

  #onDown(event: PointerEvent): void {
    if (!this.#isSurface(event.target)) return;
    if (event.pointerType === 'mouse' && event.button === 2) return;
    const { root } = this.#elements;
    const chip = (event.target as Element).closest<HTMLElement>('[data-chip]');
    const cell = chip ? Number(chip.dataset.chip) : null;
    this.#pressedChip = cell === null ? null : { cell, wasOpen: sheetUi.getState().correcting === cell };
    (document.activeElement as HTMLElement | null)?.blur?.();
    root.setPointerCapture(event.pointerId);
    if (this.#gestures.inkPointer === null) this.#samples = [this.#sampleOf(event)];
    this.#stopMotion();
    this.#gestures.down(this.#inputOf(event));
  }

  #onMove(event: PointerEvent): void {
    const input = this.#inputOf(event);
    const writing = this.#gestures.inkPointer;
    const before = this.#eraserAt?.point ?? input;
    if (writing === null ? event.buttons !== 0 : writing === event.pointerId) {
      // Before the pointer has moved enough to be writing, its way is kept: the stroke begins where the pen came down.
      const coalesced = event.getCoalescedEvents?.() ?? [];
      for (const one of coalesced.length > 0 ? coalesced : [event]) this.#samples.push(this.#sampleOf(one));
    }
    this.#gestures.move(input);
    if (this.#writer && this.#gestures.inkPointer === event.pointerId) {
      this.#addSamples();
      const predicted = (event.getPredictedEvents?.() ?? []).map((one) => this.#sampleOf(one));
      this.#predicted = this.#pointsOf(predicted, ownDraft.getState().draft?.points ?? [], false);
    }
    const { tool } = sheetUi.getState();
    if (this.#gestures.inkPointer === event.pointerId && !this.#writer) {
      this.#eraserAt = { point: input, kind: input.kind };
      this.#erase(before, input);
      this.#samples = [];
      this.#invalidateLive();
    } else if (tool === 'eraser' && event.pointerType !== 'touch' && this.#mayWrite) {
      this.#eraserAt = this.#isSurface(event.target) ? { point: input, kind: input.kind } : null;
      this.#invalidateLive();
    }
    // Over a toolbar one points at nothing that others could see.
    if (!this.#isSurface(event.target)) this.#client.moveCursor(null, null);
    else if (event.pointerType !== 'touch' || this.#gestures.inkPointer === event.pointerId) this.#sendCursor(input);
  }

  #onUp(event: PointerEvent): void {
    if (this.#writer && this.#gestures.inkPointer === event.pointerId) this.#samples.push(this.#sampleOf(event));
    this.#gestures.up(this.#inputOf(event));
    if (event.pointerType === 'touch') {
      this.#client.moveCursor(null, null);
      this.#invalidateLive();
    }
    this.#samples = this.#gestures.inkPointer === null ? [] : this.#samples;
  }

  #onWheel(event: WheelEvent): void {
    if (!this.#isSurface(event.target)) return;
    event.preventDefault();
    this.#stopMotion();
    this.#chosen = true;
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? WHEEL_LINE_PX
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? this.#viewport.height
          : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    if (event.ctrlKey || event.metaKey) {
      // A trackpad's pinch comes as small deltas, a wheel's notch as one of a hundred or so.
      const rate = Math.abs(dy) < 40 ? PINCH_WHEEL_ZOOM : WHEEL_ZOOM;
      this.#setCamera(zoomAt(this.#camera, this.#pointOf(event), Math.exp(-dy * rate)));
    } else if (event.shiftKey && dx === 0) this.#setCamera(panBy(this.#camera, -dy, 0));
    else this.#setCamera(panBy(this.#camera, -dx, -dy));
  }

  #inputOf(event: PointerEvent): PressInput {
    const kind = event.pointerType === 'touch' || event.pointerType === 'pen' ? event.pointerType : 'mouse';
    return { id: event.pointerId, kind, button: event.button, at: event.timeStamp, ...this.#pointOf(event) };
  }

  #sampleOf(event: PointerEvent): Sample {
    // Fingers and mice report no pressure, or a made-up one: see `pressures`.
    const pressure = event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 0.5;
    return { ...this.#pointOf(event), pressure, at: event.timeStamp };
  }

  #pointOf(event: MouseEvent): ScreenPoint {
    return { x: event.clientX - this.#rootLeft, y: event.clientY - this.#rootTop };
  }

  #rootLeft = 0;
  #rootTop = 0;

  #sendCursor(point: ScreenPoint): void {
    if (!this.#mayWrite) return;
    const { x, y } = toSheet(this.#camera, point);
    this.#client.moveCursor(x, y);
  }

  #showCursor(): void {
    const { tool } = sheetUi.getState();
    const pan = this.#gestures.panHeld || tool === 'hand' || !this.#mayWrite;
    this.#elements.root.dataset.cursor = this.#gestures.isPanning ? 'panning' : pan ? 'hand' : tool;
  }

  // The view

  #resize(): void {
    const { root, paper, live } = this.#elements;
    const { left, top, width, height } = root.getBoundingClientRect();
    this.#rootLeft = left;
    this.#rootTop = top;
    const pixelRatio = Math.min(PIXEL_RATIO_MAX, window.devicePixelRatio || 1);
    const same = width === this.#viewport.width && height === this.#viewport.height && pixelRatio === this.#pixelRatio;
    if (same || width === 0 || height === 0) return;
    const first = this.#viewport.width === 0;
    const { selected } = sheetUi.getState();
    const seen = selected !== null && this.#isInView(selected) ? selected : null;
    this.#viewport = { width, height };
    this.#pixelRatio = pixelRatio;
    for (const canvas of [paper, live]) {
      canvas.width = Math.round(width * pixelRatio);
      canvas.height = Math.round(height * pixelRatio);
    }
    this.#livePainter.forgetPainted();
    if (first || this.#adapts) this.#camera = initialCamera(this.#viewport, this.#rows, this.#insets());
    // A panel that opens must not cover the very cell that it tells of.
    if (seen !== null && this.#gestures.inkPointer === null) {
      this.#camera = revealCell(this.#camera, this.#viewport, seen, this.#insets());
    }
    this.#allDirty = true;
    this.#setCamera(this.#camera);
    this.#allDirty = true;
    // Resizing has emptied the canvases: painting in the same frame keeps them from flashing.
    this.#paintFrame(performance.now());
  }

  /** Whether the view may be changed without being asked: never under a pen that writes. */
  get #adapts(): boolean {
    return !this.#chosen && this.#gestures.inkPointer === null;
  }

  /** Where the view is, or where it is on its way to. */
  get #target(): Camera {
    return this.#motion?.to ?? this.#camera;
  }

  #setCamera(camera: Camera): void {
    const next = snapToPixels(this.#clamped(camera), this.#pixelRatio);
    if (sameCamera(next, this.#camera) && !this.#allDirty) return;
    this.#camera = next;
    this.#allDirty = true;
    this.#settledAt = performance.now() + SETTLE_MS;
    this.#invalidateLive();
  }

  #clamped(camera: Camera): Camera {
    return clampCamera(camera, this.#viewport, this.#rows);
  }

  #moveTo(camera: Camera): void {
    const to = this.#clamped(camera);
    this.#chosen = true;
    this.#glide = null;
    if (this.#reducedMotion.matches) this.#setCamera(to);
    else {
      this.#motion = { from: this.#camera, to, start: performance.now() };
      this.#requestFrame();
    }
    this.#showMotion();
  }

  #stopMotion(): void {
    this.#motion = null;
    this.#glide = null;
    this.#showMotion();
  }

  /** Says on the page that the view moves by itself: what is measured there does not hold for long. */
  #showMotion(): void {
    this.#elements.root.toggleAttribute('data-moving', this.#motion !== null || this.#glide !== null);
  }

  #middle(): ScreenPoint {
    const { top, bottom, left, right } = this.#insets();
    return {
      x: left + (this.#viewport.width - left - right) / 2,
      y: top + (this.#viewport.height - top - bottom) / 2,
    };
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
    this.#styleVersion++;
    for (const index of [...this.#tiles.indices()]) this.#updateTile(index);
    this.#allDirty = true;
    this.#invalidateLive();
  }

  #updateTile(index: CellIndex): void {
    const strokes = this.#view.state.cells[index]?.strokes ?? [];
    const changed = this.#tiles.update(index, strokes, this.#style());
    if (!changed) return;
    this.#dirty.push(changed);
    this.#requestFrame();
  }

  #style(): InkStyle {
    return {
      colourOf: (author) => this.#colourOf(author),
      fading: this.#fading,
      version: this.#styleVersion,
    };
  }

  /** Ink of somebody of whom nothing is known is drawn in the colour of text: better no colour than a wrong one. */
  #colourOf(id: string): string {
    const person = personOf(this.#view, id);
    return person ? personInk(person.colour, this.#theme.tone) : this.#theme.ink;
  }

  #placement(): Placement {
    const scale = this.#camera.zoom * this.#pixelRatio;
    return {
      scale,
      originX: Math.round(-this.#camera.x * scale),
      originY: Math.round(-this.#camera.y * scale),
    };
  }

  #paintFrame(time: number): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const elapsed = Math.min(FRAME_MAX_MS, Math.max(0, time - this.#lastFrame));
    this.#lastFrame = time;
    this.#takeOver(this.#client.view.getState());
    this.#move(time, elapsed);
    this.#showMotion();
    if (this.#viewport.width === 0) return;
    const at = this.#placement();
    const moved = this.#allDirty;
    this.#paintPaper(at, time);
    if (this.#liveDirty || moved) {
      this.#liveDirty = this.#paintLive(at, elapsed);
      if (this.#liveDirty) this.#requestFrame();
    }
    if (moved) {
      this.#placeOverlay(at);
      for (const listener of this.#cameraListeners) listener();
    }
  }

  /** Notes what has changed in the room since the last frame. */
  #takeOver(view: RoomView): void {
    const before = this.#view;
    if (view === before) return;
    this.#view = view;
    if (areRecoloured(before, view)) this.#restyle();
    if (view.you?.role !== before.you?.role) this.#showCursor();
    const cells = view.state.cells;
    if (cells !== before.state.cells) {
      for (const index of [...this.#tiles.indices()]) if (!cells[index]) this.#updateTile(index);
      for (const key of Object.keys(cells)) {
        const index = Number(key);
        if (cells[index] !== before.state.cells[index]) this.#updateTile(index);
      }
      this.#liveDirty = true;
    }
    if (view.state.rows !== before.state.rows) {
      this.#allDirty = true;
      if (this.#adapts) this.#camera = initialCamera(this.#viewport, this.#rows, this.#insets());
      this.#setCamera(this.#camera);
    }
    if (view.state.sheet !== before.state.sheet && this.#joined) {
      this.#gestures.reset();
      select(null);
      if (!this.#chosen) this.#setCamera(initialCamera(this.#viewport, this.#rows, this.#insets()));
    }
    this.#joined ||= view.you !== null;
  }

  #move(time: number, elapsed: number): void {
    if (this.#motion) {
      const { from, to, start } = this.#motion;
      const share = Math.min(1, (time - start) / MOVE_MS);
      const eased = 1 - (1 - Math.max(0, share)) ** 3;
      if (share >= 1) this.#motion = null;
      this.#setCamera(share >= 1 ? to : mixCameras(from, to, this.#viewport, eased));
      if (share < 1) this.#requestFrame();
    } else if (this.#glide) {
      const { x, y } = this.#glide;
      this.#setCamera(panBy(this.#camera, x * elapsed, y * elapsed));
      const decay = Math.exp(-elapsed / GLIDE_MS);
      const slowed = { x: x * decay, y: y * decay };
      this.#glide = Math.hypot(slowed.x, slowed.y) < GLIDE_STOP ? null : slowed;
      if (this.#glide) this.#requestFrame();
    }
  }

  #paintPaper(at: Placement, time: number): void {
    const { width, height } = this.#elements.paper;
    const visible = this.#cellsInView();
    if (!this.#allDirty) this.#sharpen(visible, at, time);
    const everything = { left: 0, top: 0, right: width, bottom: height };
    if (this.#allDirty || this.#dirty.length > DIRTY_MAX) this.#paintBox(everything, at, visible);
    else for (const bounds of this.#dirty) this.#paintBox(this.#pixelBox(bounds, at), at, visible);
    this.#allDirty = false;
    this.#dirty = [];
    this.#tiles.trim(new Set(visible));
  }

  #paintBox(box: PixelBox | null, at: Placement, visible: readonly CellIndex[]): void {
    if (!box) return;
    const context = this.#paper;
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    context.clip();
    paintPaper(context, box, at, this.#rows, this.#pixelRatio, this.#theme);
    const style = this.#style();
    const seen: Bounds = {
      left: (box.left - at.originX) / at.scale,
      top: (box.top - at.originY) / at.scale,
      right: (box.right - at.originX) / at.scale,
      bottom: (box.bottom - at.originY) / at.scale,
    };
    for (const index of visible) {
      const bounds = this.#tiles.boundsOf(index);
      if (bounds && overlaps(bounds, seen)) this.#tiles.draw(context, index, at, style);
    }
    context.restore();
  }

  /** Once the view rests, tiles that were drawn for another zoom are drawn anew, as many as fit in a frame. */
  #sharpen(visible: readonly CellIndex[], at: Placement, time: number): void {
    if (!visible.some((index) => this.#tiles.isStale(index, at.scale))) return;
    this.#requestFrame();
    if (time < this.#settledAt) return;
    const end = performance.now() + REFRESH_BUDGET_MS;
    const style = this.#style();
    for (const index of visible) {
      if (!this.#tiles.isStale(index, at.scale)) continue;
      this.#tiles.refresh(index, at.scale, style);
      const bounds = this.#tiles.boundsOf(index);
      if (bounds) this.#dirty.push(bounds);
      if (performance.now() > end) return;
    }
  }

  /** Cells with ink in view: those whose square is, and those whose ink runs over into it. */
  #cellsInView(): CellIndex[] {
    const { x, y, zoom } = this.#camera;
    const seen: Bounds = {
      left: x,
      top: y,
      right: x + this.#viewport.width / zoom,
      bottom: y + this.#viewport.height / zoom,
    };
    const cells: CellIndex[] = [];
    for (const index of this.#tiles.indices()) {
      if (overlaps(this.#tiles.boundsOf(index)!, seen)) cells.push(index);
    }
    // Later cells lie on earlier ones, whatever order they were written in.
    return cells.sort((a, b) => a - b);
  }

  #pixelBox(bounds: Bounds, at: Placement): PixelBox | null {
    const { width, height } = this.#elements.paper;
    const box = {
      left: Math.max(0, Math.floor(at.originX + bounds.left * at.scale) - 1),
      top: Math.max(0, Math.floor(at.originY + bounds.top * at.scale) - 1),
      right: Math.min(width, Math.ceil(at.originX + bounds.right * at.scale) + 2),
      bottom: Math.min(height, Math.ceil(at.originY + bounds.bottom * at.scale) + 2),
    };
    return box.left < box.right && box.top < box.bottom ? box : null;
  }

  #paintLive(at: Placement, elapsedMs: number): boolean {
    const eraser = this.#eraserAt;
    const ratio = this.#pixelRatio;
    return this.#livePainter.paint({
      at,
      pixelRatio: ratio,
      theme: this.#theme,
      live: this.#client.live.get(),
      state: this.#view.state,
      draft: ownDraft.getState().draft,
      predicted: this.#predicted,
      draftColour: this.#view.you ? this.#colourOf(this.#view.you.id) : this.#theme.ink,
      eraser: eraser && {
        x: eraser.point.x * ratio,
        y: eraser.point.y * ratio,
        radius: ERASER_RADIUS[eraser.kind] * ratio,
      },
      colourOf: (person) => this.#colourOf(person),
      nameOf: (id) => personOf(this.#view, id)?.name ?? null,
      now: Date.now(),
      elapsedMs,
      reducedMotion: this.#reducedMotion.matches,
    });
  }

  #placeOverlay(at: Placement): void {
    const { overlay } = this.#elements;
    overlay.style.transform = `translate(${at.originX / this.#pixelRatio}px, ${at.originY / this.#pixelRatio}px)`;
    const camera = this.#camera;
    const { zoom } = camera;
    const cell = `${zoom * CELL_SIZE}px`;
    if (overlay.style.getPropertyValue('--cell') !== cell) overlay.style.setProperty('--cell', cell);
    const wholeInView = this.#isWholeInView(camera);
    const leadsBack = this.#wayBack(camera) !== null;
    const ui = sheetUi.getState();
    if (ui.zoom !== zoom || ui.wholeInView !== wholeInView || ui.overviewLeadsBack !== leadsBack) {
      sheetUi.setState({ zoom, wholeInView, overviewLeadsBack: leadsBack });
    }
  }

  #isInView(cell: CellIndex): boolean {
    return visibleCells(this.#camera, this.#viewport, this.#rows).includes(cell);
  }

  #isWholeInView(camera: Camera): boolean {
    const topLeft = toScreen(camera, { x: 0, y: 0 });
    const bottomRight = toScreen(camera, { x: SHEET_COLUMNS * CELL_SIZE, y: this.#rows * CELL_SIZE });
    const { width, height } = this.#viewport;
    return topLeft.x >= -1 && topLeft.y >= -1 && bottomRight.x <= width + 1 && bottomRight.y <= height + 1;
  }
}
