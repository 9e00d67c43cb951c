import { type CellIndex, cellOrigin, FIRST_COLUMNS, type PagePoint, type PageSize, type Stroke } from '@inkroom/shared';
import { type Bounds, moveBounds, unite } from '../view/bounds';
import type { Placement } from '../view/page-view';
import { inkBounds, inkOutline, traceOutline } from './ink-outline';
import type { Palette } from './palette';

interface Tile {
  strokes: readonly Stroke[];
  bounds: Bounds;
  bitmap: HTMLCanvasElement | null;
  left: number;
  top: number;
  scale: number;
  version: number;
  fading: string;
}

/** A tile beyond this many pixels is drawn from its outlines instead: the view is then so near that few are in it. */
const TILE_PIXELS_MAX = 1_200_000;
/** What all tiles together may hold, in pixels of four bytes: cells out of view give theirs back first. */
const ALL_PIXELS_MAX = 16_000_000;
const FADED = 0.22;

const paths = new WeakMap<Stroke, Path2D>();

function pathOf(stroke: Stroke): Path2D {
  let path = paths.get(stroke);
  if (!path) {
    path = new Path2D();
    traceOutline(inkOutline(stroke, true), path);
    paths.set(stroke, path);
  }
  return path;
}

/**
 * The durable ink of each cell as a bitmap of its own, drawn once and then copied: a page of hundreds of strokes moves as
 * fast as an empty one. A tile covers the ink and not the cell, since strokes may run over the cell's edge.
 */
export class InkTiles {
  readonly #palette: Palette;
  readonly #tiles = new Map<CellIndex, Tile>();
  #pixels = 0;
  /** Raised whenever colours change. */
  #version = 0;
  /** Strokes that the eraser is about to take. */
  fading: ReadonlySet<string> = new Set();
  /** Of the page that the cells are on. */
  size: Pick<PageSize, 'columns'> = { columns: FIRST_COLUMNS };

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  /** Colours have changed: what is drawn is out of date. */
  restyle(): void {
    this.#version++;
  }

  /** Takes over a cell's strokes. @returns the box of page units to paint again, null when nothing changed */
  update(index: CellIndex, strokes: readonly Stroke[]): Bounds | null {
    const known = this.#tiles.get(index);
    const fading = this.#fadingOf(strokes);
    const same = known && sameStrokes(known.strokes, strokes);
    if (same && known.version === this.#version && known.fading === fading) return null;
    const bounds = same ? known.bounds : boundsOf(cellOrigin(index, this.size), strokes);
    this.#drop(index);
    if (bounds) {
      const tile = { strokes, bounds, bitmap: null, left: 0, top: 0, scale: 0, version: this.#version, fading };
      this.#tiles.set(index, tile);
    }
    return unite(known?.bounds ?? null, bounds);
  }

  boundsOf(index: CellIndex): Bounds | null {
    return this.#tiles.get(index)?.bounds ?? null;
  }

  /** Cells that have ink. */
  indices(): IterableIterator<CellIndex> {
    return this.#tiles.keys();
  }

  /** Whether a cell's bitmap was drawn for another zoom: it is shown stretched until `refresh`. */
  isStale(index: CellIndex, scale: number): boolean {
    const tile = this.#tiles.get(index);
    return !!tile?.bitmap && tile.scale !== scale;
  }

  /** Draws a cell's bitmap anew for a zoom. */
  refresh(index: CellIndex, scale: number): void {
    const tile = this.#tiles.get(index);
    if (!tile) return;
    this.#release(tile);
    this.#render(tile, index, scale);
  }

  draw(context: CanvasRenderingContext2D, index: CellIndex, at: Placement): void {
    const tile = this.#tiles.get(index);
    if (!tile) return;
    if (!tile.bitmap && !this.#render(tile, index, at.scale)) {
      const origin = cellOrigin(index, this.size);
      context.save();
      context.translate(at.originX + origin.x * at.scale, at.originY + origin.y * at.scale);
      context.scale(at.scale, at.scale);
      this.#fill(context, tile.strokes);
      context.restore();
      return;
    }
    const bitmap = tile.bitmap!;
    const stretch = at.scale / tile.scale;
    if (stretch === 1) context.drawImage(bitmap, at.originX + tile.left, at.originY + tile.top);
    else {
      context.drawImage(
        bitmap,
        at.originX + tile.left * stretch,
        at.originY + tile.top * stretch,
        bitmap.width * stretch,
        bitmap.height * stretch,
      );
    }
  }

  /** Frees bitmaps of cells out of view when all together hold too much. */
  trim(visible: ReadonlySet<CellIndex>): void {
    if (this.#pixels <= ALL_PIXELS_MAX) return;
    for (const [index, tile] of this.#tiles) {
      if (!visible.has(index)) this.#release(tile);
      if (this.#pixels <= ALL_PIXELS_MAX / 2) return;
    }
  }

  clear(): void {
    for (const tile of this.#tiles.values()) this.#release(tile);
    this.#tiles.clear();
  }

  #render(tile: Tile, index: CellIndex, scale: number): boolean {
    const left = Math.floor(tile.bounds.left * scale);
    const top = Math.floor(tile.bounds.top * scale);
    const width = Math.ceil(tile.bounds.right * scale) - left + 1;
    const height = Math.ceil(tile.bounds.bottom * scale) - top + 1;
    if (width * height > TILE_PIXELS_MAX) return false;
    const bitmap = document.createElement('canvas');
    bitmap.width = width;
    bitmap.height = height;
    const context = bitmap.getContext('2d');
    if (!context) return false;
    const origin = cellOrigin(index, this.size);
    context.translate(origin.x * scale - left, origin.y * scale - top);
    context.scale(scale, scale);
    this.#fill(context, tile.strokes);
    Object.assign(tile, { bitmap, left, top, scale });
    this.#pixels += width * height;
    return true;
  }

  #fill(context: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
    for (const stroke of strokes) {
      context.globalAlpha = this.fading.has(stroke.id) ? FADED : 1;
      context.fillStyle = this.#palette.colourOf(stroke.authorId);
      context.fill(pathOf(stroke));
    }
    context.globalAlpha = 1;
  }

  #fadingOf(strokes: readonly Stroke[]): string {
    const fading = strokes.filter(({ id }) => this.fading.has(id));
    return fading.map(({ id }) => id).join();
  }

  #release(tile: Tile): void {
    if (!tile.bitmap) return;
    this.#pixels -= tile.bitmap.width * tile.bitmap.height;
    tile.bitmap = null;
  }

  #drop(index: CellIndex): void {
    const tile = this.#tiles.get(index);
    if (tile) this.#release(tile);
    this.#tiles.delete(index);
  }
}

function boundsOf(origin: PagePoint, strokes: readonly Stroke[]): Bounds | null {
  let bounds: Bounds | null = null;
  for (const stroke of strokes) bounds = unite(bounds, inkBounds(stroke));
  return bounds && moveBounds(bounds, origin.x, origin.y);
}

function sameStrokes(a: readonly Stroke[], b: readonly Stroke[]): boolean {
  return a === b || (a.length === b.length && a.every((stroke, i) => stroke === b[i]));
}
