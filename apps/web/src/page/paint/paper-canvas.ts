import type { CellIndex, Stroke } from '@inkroom/shared';
import { type Bounds, overlaps, wholePixels } from '../view/bounds';
import { type PageView, type Placement, placed } from '../view/page-view';
import { type InkStyle, InkTiles } from './ink-tiles';
import type { PageTheme } from './page-theme';
import { paintPaper } from './paper-painter';

/** Changed boxes in one frame beyond which painting everything is cheaper. */
const DIRTY_MAX = 24;
/** Time in one frame for drawing tiles sharp. */
const REFRESH_BUDGET_MS = 5;

export interface PaperContent {
  /** Durable strokes of a cell. */
  strokesOf(cell: CellIndex): readonly Stroke[];
  colourOf(authorId: string): string;
  /** Strokes that the eraser is about to take. */
  fading(): ReadonlySet<string>;
}

/** The canvas with squared paper and durable ink. It is painted anew only where something has changed. */
export class PaperCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #content: PaperContent;
  readonly #requestFrame: () => void;
  readonly #tiles = new InkTiles();
  #styleVersion = 0;
  #allDirty = true;
  #dirty: Bounds[] = [];

  constructor(canvas: HTMLCanvasElement, content: PaperContent, requestFrame: () => void) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false })!;
    this.#content = content;
    this.#requestFrame = requestFrame;
  }

  /** Whether all of it is going to be painted anew. */
  get isAllDirty(): boolean {
    return this.#allDirty;
  }

  /** Has all of it painted anew. */
  invalidate(): void {
    this.#allDirty = true;
    this.#requestFrame();
  }

  /** Looks at a cell's ink again. */
  update(cell: CellIndex): void {
    const changed = this.#tiles.update(cell, this.#content.strokesOf(cell), this.#style());
    if (!changed) return;
    this.#dirty.push(changed);
    this.#requestFrame();
  }

  updateAll(): void {
    for (const cell of [...this.#tiles.indices()]) this.update(cell);
  }

  /** Colours have changed. */
  restyle(): void {
    this.#styleVersion++;
    this.updateAll();
    this.invalidate();
  }

  paint(view: PageView, rows: number, theme: PageTheme, time: number): void {
    const at = view.placement();
    const { width, height } = this.#canvas;
    const visible = this.#cellsIn(view.bounds());
    if (!this.#allDirty) this.#sharpen(visible, at, time < view.settledAt);
    const everything = { left: 0, top: 0, right: width, bottom: height };
    const box = (part: Bounds | null) => part && this.#paintBox(part, at, visible, rows, view.pixelRatio, theme);
    if (this.#allDirty || this.#dirty.length > DIRTY_MAX) box(everything);
    else for (const bounds of this.#dirty) box(wholePixels(placed(bounds, at), this.#canvas));
    this.#allDirty = false;
    this.#dirty = [];
    this.#tiles.trim(new Set(visible));
  }

  clear(): void {
    this.#tiles.clear();
  }

  #style(): InkStyle {
    return { colourOf: this.#content.colourOf, fading: this.#content.fading(), version: this.#styleVersion };
  }

  #paintBox(
    box: Bounds,
    at: Placement,
    visible: readonly CellIndex[],
    rows: number,
    pixelRatio: number,
    theme: PageTheme,
  ): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    context.clip();
    paintPaper(context, box, at, rows, pixelRatio, theme);
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
  #sharpen(visible: readonly CellIndex[], at: Placement, restless: boolean): void {
    if (!visible.some((index) => this.#tiles.isStale(index, at.scale))) return;
    this.#requestFrame();
    if (restless) return;
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
  #cellsIn(seen: Bounds): CellIndex[] {
    const cells = [...this.#tiles.indices()].filter((index) => overlaps(this.#tiles.boundsOf(index)!, seen));
    // Later cells lie on earlier ones, whatever order they were written in.
    return cells.sort((a, b) => a - b);
  }
}
