import { type RoomClient, shownPage } from '@inkroom/client';
import { CELL_SIZE, type PageSize } from '@inkroom/shared';
import { type Camera, fitPage, type Insets, type Viewport } from '../../page/view/camera';
import type { PageView } from '../../page/view/page-view';

/** A cell is read from the last row if it takes this share of the screen's height at least. */
const CELL_SHARE = 0.13;
/** Who has written within this time counts as somebody who writes, ms. */
const RECENT_MS = 15_000;
/** The view stays for so long, whatever happens elsewhere: who looks up must find what they looked at. */
const STAY_MS = 6_000;
/** How much more there must be elsewhere for the view to go there. */
const WORTH = 1.25;
/** How long somebody at the pointer is left alone before the view comes back, ms. */
const ALONE_MS = 12_000;
const GLIDE_MS = 1_200;
/** Views that differ by less, in CSS pixels, are the same: both are on whole pixels. */
const SAME_PX = 2;

/** How much of a page is seen, in cells, and how large. */
export interface Sight {
  zoom: number;
  columns: number;
  rows: number;
}

/** A point of the page, in cells from its top left corner. */
export interface GridPoint {
  column: number;
  row: number;
}

/** The whole page where its cells are large enough then; else its whole width, or as much of it as can be read. */
export function sightOf(viewport: Viewport, size: PageSize, insets: Insets): Sight {
  const width = Math.max(1, viewport.width - insets.left - insets.right);
  const height = Math.max(1, viewport.height - insets.top - insets.bottom);
  const least = (viewport.height * CELL_SHARE) / CELL_SIZE;
  const whole = fitPage(viewport, size, insets).zoom;
  const zoom = whole >= least ? whole : Math.max(least, width / (size.columns * CELL_SIZE));
  return { zoom, columns: width / (zoom * CELL_SIZE), rows: height / (zoom * CELL_SIZE) };
}

/**
 * The corner from which most of these cells are seen whole; of several the one nearest to where the view is.
 * @returns it, and how many are seen from there and from where the view is
 */
export function busiest(
  cells: readonly GridPoint[],
  { columns, rows }: Sight,
  size: PageSize,
  from: GridPoint,
): { corner: GridPoint; count: number; here: number } {
  const seenFrom = (corner: GridPoint) =>
    cells.filter(
      ({ column, row }) =>
        column >= corner.column &&
        column + 1 <= corner.column + columns + 0.01 &&
        row >= corner.row &&
        row + 1 <= corner.row + rows + 0.01,
    ).length;
  const distance = (corner: GridPoint) => Math.hypot(corner.column - from.column, corner.row - from.row);
  let best: { corner: GridPoint; count: number } | null = null;
  for (const row of stops(size.rows, rows)) {
    for (const column of stops(size.columns, columns)) {
      const corner = { column, row };
      const count = seenFrom(corner);
      if (best && (count < best.count || (count === best.count && distance(corner) >= distance(best.corner)))) continue;
      best = { corner, count };
    }
  }
  return { ...best!, here: seenFrom(from) };
}

/** Where a view of `seen` cells may begin on a page of so many: on a cell's edge, or at the page's end. A page that is seen whole lies in the middle. */
function stops(count: number, seen: number): number[] {
  const last = count - seen;
  if (last <= 0) return [last / 2];
  return [...Array(Math.ceil(last)).keys(), last];
}

/** Moves a projector's view by itself: to where most people write, without haste, and back there when somebody has moved it. */
export class Director {
  readonly #view: PageView;
  readonly #client: RoomClient;
  readonly #insets: () => Insets;
  /** Where each person has written last. */
  readonly #written = new Map<string, { page: number; cell: number; at: number }>();
  #aim: { page: number; corner: GridPoint; sight: Sight } | null = null;
  #movedAt = Number.NEGATIVE_INFINITY;
  #leftAloneUntil = Number.NEGATIVE_INFINITY;

  constructor(view: PageView, client: RoomClient, insets: () => Insets) {
    this.#view = view;
    this.#client = client;
    this.#insets = insets;
  }

  /** Notes where people write just now. @param now ms */
  watch(now: number): void {
    for (const { by, page, cell } of this.#client.live.get().strokes.values())
      this.#written.set(by, { page, cell, at: now });
  }

  /** Somebody moves the view themselves. @param now ms */
  yield(now: number): void {
    this.#leftAloneUntil = now + ALONE_MS;
  }

  /** To be called a few times a second. @param now ms */
  direct(now: number): void {
    const viewport = this.#view.viewport;
    if (viewport.width === 0 || now < this.#leftAloneUntil) return;
    const { page } = this.#client.view.getState();
    const size = shownPage(this.#client.view.getState());
    const sight = sightOf(viewport, size, this.#insets());
    const before = this.#aim;
    const isNew = before?.page !== page || before.sight.zoom !== sight.zoom || before.sight.rows !== sight.rows;
    const from = before?.page === page ? before.corner : { column: 0, row: 0 };
    const { corner, count, here } = busiest(this.#busyCells(now, isNew), sight, size, from);
    const isWorthIt = count > here * WORTH && now - this.#movedAt >= STAY_MS;
    const next = isNew || isWorthIt ? corner : within(from, sight, size);
    const camera = this.#cameraAt(next, sight);
    if (this.#isAt(camera)) {
      this.#aim = { page, corner: next, sight };
      return;
    }
    this.#aim = { page, corner: next, sight };
    this.#movedAt = now;
    this.#view.moveTo(camera, before === null ? 0 : GLIDE_MS);
  }

  /** Where people write; on a page that has just come into view and on which nobody does, where they have written. */
  #busyCells(now: number, isNew: boolean): GridPoint[] {
    const { page } = this.#client.view.getState();
    const { cells, columns } = shownPage(this.#client.view.getState());
    const pointOf = (cell: number) => ({ column: cell % columns, row: Math.floor(cell / columns) });
    const recent = [...this.#written.values()].filter((one) => one.page === page && now - one.at < RECENT_MS);
    if (recent.length > 0 || !isNew) return recent.map(({ cell }) => pointOf(cell));
    return Object.keys(cells)
      .map(Number)
      .filter((cell) => cells[cell]!.strokes.length > 0)
      .map(pointOf);
  }

  #cameraAt({ column, row }: GridPoint, { zoom }: Sight): Camera {
    const { left, top } = this.#insets();
    return { zoom, x: column * CELL_SIZE - left / zoom, y: row * CELL_SIZE - top / zoom };
  }

  #isAt({ x, y, zoom }: Camera): boolean {
    const at = this.#view.target;
    return at.zoom === zoom && Math.abs(at.x - x) * zoom < SAME_PX && Math.abs(at.y - y) * zoom < SAME_PX;
  }
}

/** A point as it can be one of a view's corners: the page may have grown. */
function within({ column, row }: GridPoint, { columns, rows }: Sight, size: PageSize): GridPoint {
  const held = (at: number, cells: number, seen: number) =>
    cells <= seen ? (cells - seen) / 2 : Math.max(0, Math.min(at, cells - seen));
  return { column: held(column, size.columns, columns), row: held(row, size.rows, rows) };
}
