import {
  authorOf,
  type CellIndex,
  cellOrigin,
  type Frame,
  type LiveStroke,
  type PageSize,
  POINT_STRIDE,
} from '@inkroom/shared';

/** Somebody's stroke while it is being drawn. */
export interface UnfinishedStroke {
  by: string;
  page: number;
  cell: CellIndex;
  width: number;
  /** Flat x, y, pressure, t in cell units, see `Ink`. */
  points: readonly number[];
  /** When its newest points came, ms since the epoch. */
  at: number;
}

/** Somebody's pointer, in page units. */
export interface Cursor {
  page: number;
  x: number;
  y: number;
  /** When it last moved, ms since the epoch. */
  at: number;
}

export interface LiveInkView {
  /** Unfinished strokes of others by stroke id. */
  strokes: ReadonlyMap<string, UnfinishedStroke>;
  /** Pointers of others by person id. */
  cursors: ReadonlyMap<string, Cursor>;
}

/**
 * What moves thirty times a second: kept apart from `RoomView`, so that drawing it never makes a page's other parts
 * render. `get()` answers the same object until something changed, as `useSyncExternalStore` wants it.
 */
export interface LiveInk {
  get(): LiveInkView;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
}

const NOTHING: LiveInkView = { strokes: new Map(), cursors: new Map() };

/** The live ink of a room as its client fills it. Time is given from outside, so that nothing here needs a clock. */
export class LiveInkStore implements LiveInk {
  #view = NOTHING;
  readonly #listeners = new Set<() => void>();
  /**
   * Strokes that became durable or were dropped, and when: a frame may come after the log entry of the stroke that it
   * shows half, and must not bring its ghost back.
   */
  readonly #finished = new Map<string, number>();
  readonly #expiryMs: number;

  /** @param expiryMs how long a stroke whose author fell silent is shown */
  constructor(expiryMs: number) {
    this.#expiryMs = expiryMs;
  }

  get(): LiveInkView {
    return this.#view;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @param isOwn whether a stroke is drawn here: the server sends one frame to all, its author included
   * @param you whose cursor is left out
   * @param sizeOf how many cells a page has
   */
  receive(
    frame: Frame,
    isOwn: (strokeId: string) => boolean,
    you: string | null,
    sizeOf: (page: number) => PageSize,
    now: number,
  ): void {
    const strokes = new Map(this.#view.strokes);
    const cursors = new Map(this.#view.cursors);
    for (const stroke of frame.strokes) {
      if (isOwn(stroke.id) || this.#finished.has(stroke.id)) continue;
      strokes.set(stroke.id, extended(strokes.get(stroke.id), stroke, now));
      // While a pointer draws, its stroke alone is told.
      const by = authorOf(stroke.id);
      if (cursors.has(by)) cursors.set(by, { ...penOf(stroke, sizeOf(stroke.page)), at: now });
    }
    for (const id of frame.dropped) {
      strokes.delete(id);
      this.#finished.set(id, now);
    }
    for (const [person, page, x, y] of frame.cursors) {
      if (person === you) continue;
      if (x === null || y === null) cursors.delete(person);
      else cursors.set(person, { page, x, y, at: now });
    }
    this.#show({ strokes, cursors });
  }

  /** These strokes are in the log now. */
  finish(ids: readonly string[], now: number): void {
    for (const id of ids) this.#finished.set(id, now);
    if (!ids.some((id) => this.#view.strokes.has(id))) return;
    const strokes = new Map(this.#view.strokes);
    for (const id of ids) strokes.delete(id);
    this.#show({ ...this.#view, strokes });
  }

  /** Somebody left: their pointer and what they did not finish goes with them. */
  forget(personId: string): void {
    const strokes = new Map([...this.#view.strokes].filter(([, stroke]) => stroke.by !== personId));
    const cursors = new Map(this.#view.cursors);
    const pointed = cursors.delete(personId);
    if (pointed || strokes.size !== this.#view.strokes.size) this.#show({ strokes, cursors });
  }

  /** Sweeps away what fell silent. @returns whether anything is left to sweep later */
  sweep(now: number): boolean {
    const fresh = ({ at }: { at: number }) => now - at < this.#expiryMs;
    for (const [id, at] of this.#finished) if (!fresh({ at })) this.#finished.delete(id);
    const { strokes, cursors } = this.#view;
    const left = {
      strokes: new Map([...strokes].filter(([, stroke]) => fresh(stroke))),
      cursors: new Map([...cursors].filter(([, cursor]) => fresh(cursor))),
    };
    if (left.strokes.size !== strokes.size || left.cursors.size !== cursors.size) this.#show(left);
    return left.strokes.size + left.cursors.size + this.#finished.size > 0;
  }

  /** The connection is gone: nothing of what was in the making is known any more. */
  clear(): void {
    if (this.#view !== NOTHING) this.#show(NOTHING);
  }

  #show(view: LiveInkView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * A stroke with its newest points. A message that was lost leaves a straight line until the durable stroke comes; one that
 * came twice writes the same points again.
 */
function extended(known: UnfinishedStroke | undefined, next: LiveStroke, now: number): UnfinishedStroke {
  const { id, page, cell, width, from } = next;
  const points = (known?.points ?? []).slice(0, from * POINT_STRIDE).concat(next.points);
  return { by: authorOf(id), page, cell, width, points, at: now };
}

/** Where a stroke ends, in page units. */
function penOf({ page, cell, points }: LiveStroke, size: PageSize): { page: number; x: number; y: number } {
  const origin = cellOrigin(cell, size);
  const [x = 0, y = 0] = points.slice(-POINT_STRIDE);
  return { page, x: origin.x + x, y: origin.y + y };
}
