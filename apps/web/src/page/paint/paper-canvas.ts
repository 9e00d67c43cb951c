import type { RoomClient } from '@inkroom/client';
import { type CellIndex, FIRST_COLUMNS, type PageSize } from '@inkroom/shared';
import { type Bounds, overlaps, wholePixels } from '../view/bounds';
import type { Camera } from '../view/camera';
import { type PageView, type Placement, placed } from '../view/page-view';
import { InkTiles } from './ink-tiles';
import type { Palette } from './palette';
import { paintPaper } from './paper-painter';

/** Changed boxes in one frame beyond which painting everything is cheaper. */
const DIRTY_MAX = 24;
/** Time in one frame for drawing tiles sharp. */
const REFRESH_BUDGET_MS = 5;

/** The canvas with squared paper and durable ink. It is painted anew only where something has changed. */
export class PaperCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #client: RoomClient;
  readonly #palette: Palette;
  readonly #requestFrame: () => void;
  readonly #tiles: InkTiles;
  #size: PageSize = { columns: FIRST_COLUMNS, rows: 0 };
  #camera: Camera | null = null;
  #allDirty = true;
  #dirty: Bounds[] = [];

  constructor(canvas: HTMLCanvasElement, client: RoomClient, palette: Palette, requestFrame: () => void) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false })!;
    this.#client = client;
    this.#palette = palette;
    this.#tiles = new InkTiles(palette);
    this.#requestFrame = requestFrame;
  }

  /** Strokes that the eraser is about to take. */
  set fading(strokeIds: ReadonlySet<string>) {
    this.#tiles.fading = strokeIds;
  }

  /** Has all of it painted anew. */
  invalidate(): void {
    this.#allDirty = true;
    this.#requestFrame();
  }

  /** Shows a page of this size. */
  show(size: PageSize): void {
    if (size.columns !== this.#size.columns) this.#tiles.clear();
    this.#size = size;
    this.#tiles.size = size;
  }

  /** Takes over the ink of these cells, or of all cells. */
  update(cells: readonly CellIndex[] | 'all'): void {
    for (const cell of cells === 'all' ? [...this.#tiles.indices()] : cells) {
      const changed = this.#tiles.update(cell, this.#client.strokesOf(cell));
      if (!changed) continue;
      this.#dirty.push(changed);
      this.#requestFrame();
    }
  }

  /** Colours have changed. */
  restyle(): void {
    this.#tiles.restyle();
    this.update('all');
    this.invalidate();
  }

  /** @returns whether all of it was painted anew, as after each movement of the view */
  paint(view: PageView, time: number): boolean {
    if (view.camera !== this.#camera) this.#allDirty = true;
    this.#camera = view.camera;
    const all = this.#allDirty;
    const at = view.placement();
    const { width, height } = this.#canvas;
    const visible = this.#cellsIn(view.bounds());
    if (!this.#allDirty) this.#sharpen(visible, at, time < view.settledAt);
    const everything = { left: 0, top: 0, right: width, bottom: height };
    const box = (part: Bounds | null) => part && this.#paintBox(part, at, visible, view.pixelRatio);
    if (this.#allDirty || this.#dirty.length > DIRTY_MAX) box(everything);
    else for (const bounds of this.#dirty) box(wholePixels(placed(bounds, at), this.#canvas));
    this.#allDirty = false;
    this.#dirty = [];
    this.#tiles.trim(new Set(visible));
    return all;
  }

  clear(): void {
    this.#tiles.clear();
  }

  #paintBox(box: Bounds, at: Placement, visible: readonly CellIndex[], pixelRatio: number): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    context.clip();
    paintPaper(context, box, at, this.#size, pixelRatio, this.#palette.theme);
    const seen: Bounds = {
      left: (box.left - at.originX) / at.scale,
      top: (box.top - at.originY) / at.scale,
      right: (box.right - at.originX) / at.scale,
      bottom: (box.bottom - at.originY) / at.scale,
    };
    for (const index of visible) {
      const bounds = this.#tiles.boundsOf(index);
      if (bounds && overlaps(bounds, seen)) this.#tiles.draw(context, index, at);
    }
    context.restore();
  }

  /** Once the view rests, tiles that were drawn for another zoom are drawn anew, as many as fit in a frame. */
  #sharpen(visible: readonly CellIndex[], at: Placement, restless: boolean): void {
    if (!visible.some((index) => this.#tiles.isStale(index, at.scale))) return;
    this.#requestFrame();
    if (restless) return;
    const end = performance.now() + REFRESH_BUDGET_MS;
    for (const index of visible) {
      if (!this.#tiles.isStale(index, at.scale)) continue;
      this.#tiles.refresh(index, at.scale);
      const bounds = this.#tiles.boundsOf(index);
      if (bounds) this.#dirty.push(bounds);
      if (performance.now() > end) return;
    }
  }

  /** Cells with ink in view: those whose square is, and those whose ink runs over into it. */
  #cellsIn(seen: Bounds): CellIndex[] {
    const cells = [...this.#tiles.indices()].filter((index) => overlaps(this.#tiles.boundsOf(index)!, seen));
    // Later cells lie on earlier ones, whatever order they were written in.
    return cells.sort((a, b) => a - b);
  }
}
