import { CELL_SIZE, type CellIndex, cellOrigin, type PagePoint, type PageSize } from '@inkroom/shared';
import { clamp } from '../../ui/clamp';

/** What part of the page is seen: the page point at the viewport's top left corner, and CSS pixels per page unit. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

/** Size of the viewport in CSS pixels. */
export interface Viewport {
  width: number;
  height: number;
}

/** Space in CSS pixels at the viewport's edges that stays free of the page, or that something covers. */
export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface ScreenPoint {
  x: number;
  y: number;
}

/** Cells are then about 22 px wide: the whole of the tallest page can be looked over. */
export const ZOOM_MIN = 0.08;
/** A cell then fills a large screen; strokes are stored to a tenth of a unit, so nothing new would show beyond it. */
export const ZOOM_MAX = 5;
/** One press of a zoom button. */
export const ZOOM_STEP = 1.25;
/** Narrowest cell, in CSS pixels, that a digit can well be written into. */
const WRITABLE_CELL = 100;
/** Cells begin this wide where the whole width of the page would make them narrower: roomy for a finger. */
const ROOMY_CELL = 150;
/** Columns on the narrowest screens: the next one peeks in to show that there are more. */
const COLUMNS_MIN = 2.5;
/** How much of the viewport must stay covered by the page at least, in CSS pixels, so that it cannot be lost. */
const KEEP_IN_VIEW = 96;

export const NO_INSETS: Insets = { top: 0, right: 0, bottom: 0, left: 0 };

export function toPage(camera: Camera, point: ScreenPoint): PagePoint {
  return { x: camera.x + point.x / camera.zoom, y: camera.y + point.y / camera.zoom };
}

export function toScreen(camera: Camera, point: PagePoint): ScreenPoint {
  return { x: (point.x - camera.x) * camera.zoom, y: (point.y - camera.y) * camera.zoom };
}

/** Moves the paper by a distance in CSS pixels, as a dragging hand does. */
export function panBy(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom };
}

/** Multiplies the zoom within its limits; the page point under `at` stays where it is. */
export function zoomAt(camera: Camera, at: ScreenPoint, factor: number): Camera {
  const zoom = clampZoom(camera.zoom * factor);
  const fixed = toPage(camera, at);
  return { zoom, x: fixed.x - at.x / zoom, y: fixed.y - at.y / zoom };
}

/** Follows two fingers: the page points under them stay under them as far as the zoom's limits allow. */
export function pinch(
  camera: Camera,
  from: readonly [ScreenPoint, ScreenPoint],
  to: readonly [ScreenPoint, ScreenPoint],
): Camera {
  const before = middle(from);
  const after = middle(to);
  const span = Math.max(1, distance(from));
  const moved = panBy(camera, after.x - before.x, after.y - before.y);
  return zoomAt(moved, after, distance(to) / span);
}

/** Shows the whole page in the middle of what the insets leave free. */
export function fitPage(viewport: Viewport, { columns, rows }: PageSize, insets: Insets = NO_INSETS): Camera {
  const { width, height } = freeArea(viewport, insets);
  const zoom = clampZoom(Math.min(width / (columns * CELL_SIZE), height / (rows * CELL_SIZE)));
  return centreOn({ x: (columns * CELL_SIZE) / 2, y: (rows * CELL_SIZE) / 2 }, zoom, viewport, insets);
}

/**
 * Where a person begins: the whole page, or its whole width, where its cells are then large enough to write in; else the
 * top left corner, on a phone with two columns and a half.
 */
export function initialCamera(viewport: Viewport, size: PageSize, insets: Insets = NO_INSETS): Camera {
  const { width } = freeArea(viewport, insets);
  const whole = fitPage(viewport, size, insets);
  if (whole.zoom * CELL_SIZE >= WRITABLE_CELL) return whole;
  const acrossZoom = width / (size.columns * CELL_SIZE);
  const wide = acrossZoom * CELL_SIZE >= WRITABLE_CELL;
  const columns = Math.max(COLUMNS_MIN, width / ROOMY_CELL);
  const zoom = clampZoom(wide ? acrossZoom : width / (columns * CELL_SIZE));
  return { zoom, x: -insets.left / zoom, y: -insets.top / zoom };
}

/**
 * The zoom one begins with, with a cell as near to the middle of the free area as the page's edges let it: no more desk
 * shows than at the start.
 */
export function writingCamera(viewport: Viewport, size: PageSize, cell: CellIndex, insets: Insets = NO_INSETS): Camera {
  const start = initialCamera(viewport, size, insets);
  const { width, height } = freeArea(viewport, insets);
  const { zoom } = start;
  const { x, y } = cellOrigin(cell, size);
  const centred = centreOn({ x: x + CELL_SIZE / 2, y: y + CELL_SIZE / 2 }, zoom, viewport, insets);
  const between = (at: number, first: number, hidden: number) =>
    Math.min(Math.max(at, first), first + Math.max(0, hidden));
  return {
    zoom,
    x: between(centred.x, start.x, size.columns * CELL_SIZE - width / zoom),
    y: between(centred.y, start.y, size.rows * CELL_SIZE - height / zoom),
  };
}

/** Shows one cell in the middle, three quarters of the free area large. */
export function fitCell(viewport: Viewport, size: PageSize, cell: CellIndex, insets: Insets = NO_INSETS): Camera {
  const { width, height } = freeArea(viewport, insets);
  const { x, y } = cellOrigin(cell, size);
  const zoom = clampZoom((0.75 * Math.min(width, height)) / CELL_SIZE);
  return centreOn({ x: x + CELL_SIZE / 2, y: y + CELL_SIZE / 2 }, zoom, viewport, insets);
}

/** The same zoom, moved as little as needed to show a cell as a whole. */
export function revealCell(
  camera: Camera,
  viewport: Viewport,
  size: PageSize,
  cell: CellIndex,
  insets: Insets = NO_INSETS,
): Camera {
  const { x, y } = cellOrigin(cell, size);
  const topLeft = toScreen(camera, { x, y });
  const side = CELL_SIZE * camera.zoom;
  const shift = (start: number, low: number, high: number) => {
    if (start < low) return low - start;
    if (start + side > high) return Math.max(low - start, high - side - start);
    return 0;
  };
  return panBy(
    camera,
    shift(topLeft.x, insets.left, viewport.width - insets.right),
    shift(topLeft.y, insets.top, viewport.height - insets.bottom),
  );
}

/** The same zoom, with all of the page's width in the middle of what the insets leave free; unchanged where it does not fit. */
export function centredAcross(camera: Camera, viewport: Viewport, { columns }: PageSize, insets: Insets): Camera {
  const { width } = freeArea(viewport, insets);
  const across = columns * CELL_SIZE;
  if (across * camera.zoom > width + 1) return camera;
  return { ...camera, x: across / 2 - (insets.left + width / 2) / camera.zoom };
}

/** Moves a camera back as far as needed to keep the page in view. */
export function clampCamera(camera: Camera, viewport: Viewport, { columns, rows }: PageSize): Camera {
  const keep = KEEP_IN_VIEW / camera.zoom;
  const clampAxis = (start: number, view: number, length: number) => {
    const held = Math.min(keep, length, view);
    return Math.min(Math.max(start, held - view), length - held);
  };
  return {
    zoom: camera.zoom,
    x: clampAxis(camera.x, viewport.width / camera.zoom, columns * CELL_SIZE),
    y: clampAxis(camera.y, viewport.height / camera.zoom, rows * CELL_SIZE),
  };
}

/** Puts the page's corner on a whole device pixel, so that lines and cached ink are drawn sharp. */
export function snapToPixels(camera: Camera, pixelRatio: number): Camera {
  const scale = camera.zoom * pixelRatio;
  return { zoom: camera.zoom, x: Math.round(camera.x * scale) / scale, y: Math.round(camera.y * scale) / scale };
}

/** Between two cameras at a share of the way; the zoom moves by equal factors, which looks even. */
export function mixCameras(from: Camera, to: Camera, viewport: Viewport, share: number): Camera {
  const zoom = from.zoom * (to.zoom / from.zoom) ** share;
  const focus = (camera: Camera) => toPage(camera, { x: viewport.width / 2, y: viewport.height / 2 });
  const a = focus(from);
  const b = focus(to);
  // Weighted by zoom so that the focus does not race while the view is far out.
  const eased = from.zoom === to.zoom ? share : (1 / from.zoom - 1 / zoom) / (1 / from.zoom - 1 / to.zoom);
  const x = a.x + (b.x - a.x) * eased;
  const y = a.y + (b.y - a.y) * eased;
  return { zoom, x: x - viewport.width / 2 / zoom, y: y - viewport.height / 2 / zoom };
}

/** The cells that a camera shows, as index ranges of rows and columns (both ends included); empty when none. */
export function visibleCells(camera: Camera, viewport: Viewport, { columns, rows }: PageSize): CellIndex[] {
  const last = toPage(camera, { x: viewport.width, y: viewport.height });
  const firstColumn = Math.max(0, Math.floor(camera.x / CELL_SIZE));
  const lastColumn = Math.min(columns - 1, Math.floor(last.x / CELL_SIZE));
  const firstRow = Math.max(0, Math.floor(camera.y / CELL_SIZE));
  const lastRow = Math.min(rows - 1, Math.floor(last.y / CELL_SIZE));
  const cells: CellIndex[] = [];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) cells.push(row * columns + column);
  }
  return cells;
}

export function sameCamera(a: Camera, b: Camera): boolean {
  return a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}

function centreOn(point: PagePoint, zoom: number, viewport: Viewport, insets: Insets): Camera {
  const { width, height } = freeArea(viewport, insets);
  return {
    zoom,
    x: point.x - (insets.left + width / 2) / zoom,
    y: point.y - (insets.top + height / 2) / zoom,
  };
}

function freeArea(viewport: Viewport, insets: Insets): Viewport {
  return {
    width: Math.max(1, viewport.width - insets.left - insets.right),
    height: Math.max(1, viewport.height - insets.top - insets.bottom),
  };
}

function clampZoom(zoom: number): number {
  return clamp(zoom, ZOOM_MIN, ZOOM_MAX);
}

function middle([a, b]: readonly [ScreenPoint, ScreenPoint]): ScreenPoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance([a, b]: readonly [ScreenPoint, ScreenPoint]): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
