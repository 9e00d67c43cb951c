import { type RoomClient, shownPage } from '@inkroom/client';
import { CELL_SIZE, type CellIndex, type PagePoint, type PageSize } from '@inkroom/shared';
import { REDUCED_MOTION } from '../../ui/use-media-query';
import { pageUi } from '../page-store';
import type { Bounds } from './bounds';
import {
  type Camera,
  centredAcross,
  clampCamera,
  fitCell,
  fitPage,
  type Insets,
  initialCamera,
  mixCameras,
  panBy,
  pinch,
  revealCell,
  type ScreenPoint,
  sameCamera,
  snapToPixels,
  toPage,
  toScreen,
  type Viewport,
  visibleCells,
  writingCamera,
  zoomAt,
} from './camera';

const MOVE_MS = 260;
/** A view counts as nearer than another from this ratio of their zooms on. */
const NEARER = 1.05;
/** A gliding pan loses its speed with this time constant, and stops below this speed in CSS pixels per ms. */
const GLIDE_MS = 280;
const GLIDE_STOP = 0.02;
/** How long the view must rest before stretched tiles are drawn sharp again. */
const SETTLE_MS = 140;

/** Where the page lies on a canvas, in device pixels; the origin is a whole pixel. */
export interface Placement {
  scale: number;
  originX: number;
  originY: number;
}

/** A box of page units in device pixels. */
export function placed({ left, top, right, bottom }: Bounds, { scale, originX, originY }: Placement): Bounds {
  return {
    left: originX + left * scale,
    top: originY + top * scale,
    right: originX + right * scale,
    bottom: originY + bottom * scale,
  };
}

/** Which part of the page is seen, and how that moves: at once, eased to a place, or gliding out after a pan. */
export class PageView {
  readonly #client: RoomClient;
  readonly #insets: () => Insets;
  readonly #onChange: () => void;
  readonly #reducedMotion = matchMedia(REDUCED_MOTION);
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  #viewport: Viewport = { width: 0, height: 0 };
  #pixelRatio = 1;
  /** People keep what they chose; until then the view adapts to the window. */
  #chosen = false;
  #motion: { from: Camera; to: Camera; start: number; ms: number } | null = null;
  #glide: ScreenPoint | null = null;
  #settledAt = 0;
  #beforeOverview: Camera | null = null;
  /** The cell at which one begins on this page, where it is known. */
  #home: CellIndex | null = null;
  /** Nobody has seen this page yet: it may begin anywhere, and nothing leads there. */
  #isUnseen = true;
  /** Under a pen that writes, or an eraser that wipes, the view stays, whoever asks: at a board somebody else presses a button. */
  isHeld = false;

  /**
   * @param insets what lies over the viewport's edges
   * @param onChange called when something else is seen than before, or when the view begins or ceases to move by itself
   */
  constructor(client: RoomClient, insets: () => Insets, onChange: () => void) {
    this.#client = client;
    this.#insets = insets;
    this.#onChange = onChange;
  }

  get camera(): Camera {
    return this.#camera;
  }

  get viewport(): Viewport {
    return this.#viewport;
  }

  /** Device pixels in a CSS pixel. */
  get pixelRatio(): number {
    return this.#pixelRatio;
  }

  get isMoving(): boolean {
    return this.#motion !== null || this.#glide !== null;
  }

  /** From when on it has rested for long enough to draw sharply, by `performance.now`. */
  get settledAt(): number {
    return this.#settledAt;
  }

  toPage(point: ScreenPoint): PagePoint {
    return toPage(this.#camera, point);
  }

  toScreen(point: PagePoint): ScreenPoint {
    return toScreen(this.#camera, point);
  }

  /** Where the page lies on the canvases. */
  placement(): Placement {
    const scale = this.#camera.zoom * this.#pixelRatio;
    return { scale, originX: Math.round(-this.#camera.x * scale), originY: Math.round(-this.#camera.y * scale) };
  }

  /** What is seen, in page units. */
  bounds(): Bounds {
    const { x, y, zoom } = this.#camera;
    const { width, height } = this.#viewport;
    return { left: x, top: y, right: x + width / zoom, bottom: y + height / zoom };
  }

  // Where people go

  zoomBy(factor: number): void {
    this.moveTo(zoomAt(this.#target, this.#middle(), factor));
  }

  zoomTo(zoom: number): void {
    this.moveTo(zoomAt(this.#camera, this.#middle(), zoom / this.#camera.zoom));
  }

  fit(): void {
    if (!this.#showsAll(this.#target)) this.#beforeOverview = this.#target;
    this.moveTo(fitPage(this.#viewport, this.#size, this.#insets()));
  }

  /** The whole page, and from there back to where one was or to where one can write, if that is nearer. */
  toggleOverview(): void {
    const back = this.#wayBack(this.#target);
    if (back) this.moveTo(back);
    else this.fit();
  }

  fitCell(cell: CellIndex): void {
    this.moveTo(fitCell(this.#viewport, this.#size, cell, this.#insets()));
  }

  /** From afar to a cell, from near back to where one can write in it. */
  toggleCell(cell: CellIndex): void {
    const near = fitCell(this.#viewport, this.#size, cell, this.#insets());
    if (this.#camera.zoom < near.zoom * 0.9) this.moveTo(near);
    else this.goWriting(cell);
  }

  /** To where one can write in a cell. */
  goWriting(cell: CellIndex): void {
    this.moveTo(this.#writingCamera(cell));
  }

  reveal(cell: CellIndex): void {
    const target = revealCell(this.#target, this.#viewport, this.#size, cell, this.#insets());
    if (!sameCamera(target, this.#target)) this.moveTo(target);
  }

  /** Puts a point of the page into the middle at once, as dragging in the mini-map does. */
  centre(point: PagePoint): void {
    const at = this.toScreen(point);
    const middle = this.#middle();
    this.stop();
    this.panBy(middle.x - at.x, middle.y - at.y);
  }

  panBy(dx: number, dy: number): void {
    if (!this.isHeld) this.#set(panBy(this.#camera, dx, dy));
  }

  pinch(from: readonly [ScreenPoint, ScreenPoint], to: readonly [ScreenPoint, ScreenPoint]): void {
    this.#set(pinch(this.#camera, from, to));
  }

  zoomAt(point: ScreenPoint, factor: number): void {
    if (!this.isHeld) this.#set(zoomAt(this.#camera, point, factor));
  }

  /** @param ms how long it takes */
  moveTo(camera: Camera, ms = MOVE_MS): void {
    if (this.isHeld) return;
    this.#chosen = true;
    this.#ease(camera, ms);
  }

  /** Lets a pan glide out. @param velocity CSS pixels per ms */
  glide(velocity: ScreenPoint): void {
    if (this.#reducedMotion.matches || Math.hypot(velocity.x, velocity.y) < 4 * GLIDE_STOP) return;
    this.#glide = velocity;
    this.#onChange();
  }

  /** From now on the view is one that somebody chose. */
  choose(): void {
    this.#chosen = true;
  }

  stop(): void {
    if (!this.isMoving) return;
    this.#motion = null;
    this.#glide = null;
    this.#onChange();
  }

  // What the view does by itself

  /** Leads to the cell at which one begins, if it is not in sight: by a motion, but on a page that comes at once; where people have chosen how they see the page, as little as needed. */
  lead(cell: CellIndex): void {
    if (this.isHeld) return;
    this.#home = cell;
    const shown = revealCell(this.#target, this.#viewport, this.#size, cell, this.#insets());
    if (sameCamera(shown, this.#target)) return;
    const to = this.#chosen ? shown : this.#initial();
    if (this.#isUnseen) this.#set(to);
    else this.#ease(to);
  }

  /**
   * The window has another size.
   * @returns false when it has not, or none at all
   */
  resize(viewport: Viewport, pixelRatio: number): boolean {
    const { width, height } = viewport;
    const same = width === this.#viewport.width && height === this.#viewport.height && pixelRatio === this.#pixelRatio;
    if (same || width === 0 || height === 0) return false;
    const first = this.#viewport.width === 0;
    const selected = pageUi.getState().selected;
    const seen = selected !== null && this.#shows(selected) ? selected : null;
    this.#viewport = viewport;
    this.#pixelRatio = pixelRatio;
    let camera = first || this.#adapts ? this.#initial() : this.#camera;
    // A panel that opens must not cover the cell that it is about.
    if (seen !== null && !this.isHeld) camera = revealCell(camera, viewport, this.#size, seen, this.#insets());
    this.#set(camera);
    return true;
  }

  /**
   * Something else lies over the paper now. The page slides beside it where all of its width has room there, unless people have chosen how
   * they see it; the cell that it is about comes out from under it.
   */
  uncover(): void {
    if (this.isHeld || this.#viewport.width === 0) return;
    const { selected } = pageUi.getState();
    const from = this.#target;
    let to = this.#chosen ? from : centredAcross(from, this.#viewport, this.#size, this.#insets());
    if (selected !== null && this.#shows(selected)) {
      to = revealCell(to, this.#viewport, this.#size, selected, this.#insets());
    }
    if (!sameCamera(to, from)) this.#ease(to);
  }

  /** The page that is shown has more rows, or it is another one: where people are stays where it is, once they have chosen it. */
  fitSize(): void {
    this.#set(this.#adapts ? this.#initial() : this.#camera);
  }

  /** Another page: it is there at once, seen as the first one was, unless people chose something else. */
  startPage(): void {
    const chosen = this.#target;
    this.stop();
    this.#home = null;
    this.#isUnseen = true;
    this.#set(this.#chosen ? chosen : this.#initial());
  }

  /** One frame on. @returns whether there is more to come */
  advance(time: number, elapsedMs: number): boolean {
    this.#isUnseen = false;
    if (this.#motion) {
      const { from, to, start, ms } = this.#motion;
      const share = Math.min(1, (time - start) / ms);
      const eased = 1 - (1 - Math.max(0, share)) ** 3;
      if (share >= 1) this.#motion = null;
      this.#set(share >= 1 ? to : mixCameras(from, to, this.#viewport, eased));
    } else if (this.#glide) {
      const { x, y } = this.#glide;
      this.panBy(x * elapsedMs, y * elapsedMs);
      const decay = Math.exp(-elapsedMs / GLIDE_MS);
      const slowed = { x: x * decay, y: y * decay };
      this.#glide = Math.hypot(slowed.x, slowed.y) < GLIDE_STOP ? null : slowed;
    }
    return this.isMoving;
  }

  // What is seen

  get showsAll(): boolean {
    return this.#showsAll(this.#camera);
  }

  /** The whole page is seen, and there is a nearer place to go back to. */
  get leadsBack(): boolean {
    return this.#wayBack(this.#camera) !== null;
  }

  /** Cells are too small to write in and would be large enough at the start's zoom. */
  get isOverview(): boolean {
    return this.#camera.zoom < 0.6 * this.#initial().zoom;
  }

  get #size(): PageSize {
    return shownPage(this.#client.view.getState());
  }

  /** Whether the view may be changed without being asked: never under a pen that writes. */
  get #adapts(): boolean {
    return !this.#chosen && !this.isHeld;
  }

  /** Where the view is, or where it is on its way to. */
  get target(): Camera {
    return this.#target;
  }

  get #target(): Camera {
    return this.#motion?.to ?? this.#camera;
  }

  #set(camera: Camera): void {
    const next = snapToPixels(this.#clamped(camera), this.#pixelRatio);
    if (sameCamera(next, this.#camera)) return;
    this.#camera = next;
    this.#settledAt = performance.now() + SETTLE_MS;
    this.#onChange();
  }

  #clamped(camera: Camera): Camera {
    return clampCamera(camera, this.#viewport, this.#size);
  }

  #ease(camera: Camera, ms = MOVE_MS): void {
    const to = this.#clamped(camera);
    this.#glide = null;
    if (this.#reducedMotion.matches) this.#set(to);
    else this.#motion = { from: this.#camera, to, start: performance.now(), ms };
    this.#onChange();
  }

  #initial(): Camera {
    const start = initialCamera(this.#viewport, this.#size, this.#insets());
    const home = this.#home;
    if (home === null) return start;
    const shown = revealCell(start, this.#viewport, this.#size, home, this.#insets());
    return sameCamera(shown, start) ? start : this.#writingCamera(home);
  }

  #writingCamera(cell: CellIndex): Camera {
    return writingCamera(this.#viewport, this.#size, cell, this.#insets());
  }

  /** Where the overview leads back to; null where the view is none, or where nothing nearer is known than it. */
  #wayBack(view: Camera): Camera | null {
    if (!this.#showsAll(view)) return null;
    const nearer = (camera: Camera | null) => (camera && camera.zoom > view.zoom * NEARER ? camera : null);
    return nearer(this.#beforeOverview) ?? nearer(this.#writingCamera(pageUi.getState().selected ?? 0));
  }

  #shows(cell: CellIndex): boolean {
    return visibleCells(this.#camera, this.#viewport, this.#size).includes(cell);
  }

  #showsAll(camera: Camera): boolean {
    const topLeft = toScreen(camera, { x: 0, y: 0 });
    const bottomRight = toScreen(camera, { x: this.#size.columns * CELL_SIZE, y: this.#size.rows * CELL_SIZE });
    const { width, height } = this.#viewport;
    return topLeft.x >= -1 && topLeft.y >= -1 && bottomRight.x <= width + 1 && bottomRight.y <= height + 1;
  }

  #middle(): ScreenPoint {
    const { top, bottom, left, right } = this.#insets();
    return {
      x: left + (this.#viewport.width - left - right) / 2,
      y: top + (this.#viewport.height - top - bottom) / 2,
    };
  }
}
