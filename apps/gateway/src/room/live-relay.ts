import {
  authorOf,
  type ClientPayload,
  cellOrigin,
  type Frame,
  fail,
  type Ink,
  type Limits,
  type LiveStroke,
  ok,
  POINT_STRIDE,
  type Result,
  type StrokeId,
  strokeIdOf,
} from '@inkroom/shared';

type LiveMessage = ClientPayload<'live'>;

/** An unfinished stroke as far as it is known here. */
export interface UnfinishedStroke extends Ink {
  id: StrokeId;
  /** The connection that draws it. */
  connectionId: string;
  page: number;
  cell: number;
  /** When its last points came, ms of `performance.now()`. */
  at: number;
}

export interface LiveRelayEvents {
  /** There is something to {@link LiveRelay.take}. */
  moved(): void;
  /** An unfinished stroke grew, or was given up when `isGone`. */
  changed(stroke: UnfinishedStroke, isGone: boolean): void;
}

/**
 * The live ink and the pointers of one room, as far as they come from members of this gateway. Keeps nothing in Redis and
 * needs nothing from it, so that people see each other draw while it is away.
 */
export class LiveRelay {
  readonly #strokes = new Map<StrokeId, UnfinishedStroke>();
  readonly #cursors = new Map<string, [number, number] | null>();
  readonly #news = new Map<StrokeId, LiveStroke>();
  readonly #dropped = new Set<StrokeId>();

  constructor(
    private readonly limits: Limits,
    private readonly events: LiveRelayEvents,
    private page = 0,
  ) {}

  /** @returns `page_outdated` or `too_many_points` */
  receive(by: string, connectionId: string, message: LiveMessage): Result<null> {
    if (message.page !== this.page) return fail('page_outdated', { page: this.page });
    if (message.stroke) {
      const added = this.#extend(by, connectionId, message.stroke);
      if (!added.ok) return added;
    }
    for (const id of message.dropped ?? []) this.#drop(strokeIdOf(by, id));
    if (message.cursor !== undefined) {
      this.#cursors.set(by, message.cursor);
      this.events.moved();
    }
    return ok(null);
  }

  /** A stroke has become durable: its ink is no longer live. */
  finish(strokeId: StrokeId): void {
    this.#strokes.delete(strokeId);
    this.#news.delete(strokeId);
  }

  /** A connection has ended: what it was drawing is given up. */
  forget(connectionId: string, personId: string): void {
    for (const stroke of this.#strokes.values()) if (stroke.connectionId === connectionId) this.#drop(stroke.id);
    this.#cursors.set(personId, null);
    this.events.moved();
  }

  /** The page was turned: nobody is drawing on the new one yet. */
  turn(page: number): void {
    this.page = page;
    this.#strokes.clear();
    this.#news.clear();
    this.#dropped.clear();
  }

  /** Gives up strokes that have not grown for so long that screens no longer show them. */
  sweep(): void {
    const oldest = performance.now() - this.limits.liveExpiryMs;
    for (const stroke of this.#strokes.values()) if (stroke.at < oldest) this.#drop(stroke.id);
  }

  /** All that moved since it was last asked, or null when nothing did. */
  take(): Frame | null {
    this.sweep();
    const strokes = [...this.#news.values()];
    const dropped = [...this.#dropped];
    const cursors = [...this.#cursors]
      .filter(([id, at]) => !at || !strokes.some((stroke) => isPenAt(stroke, id, at)))
      .map(([id, at]): Frame['cursors'][number] => [id, at?.[0] ?? null, at?.[1] ?? null]);
    this.#news.clear();
    this.#dropped.clear();
    this.#cursors.clear();
    if (strokes.length + dropped.length + cursors.length === 0) return null;
    return { page: this.page, strokes, dropped, cursors };
  }

  #extend(by: string, connectionId: string, part: NonNullable<LiveMessage['stroke']>): Result<null> {
    const { cell, width, from, points } = part;
    const id = strokeIdOf(by, part.id);
    const stroke = this.#strokes.get(id) ?? { id, connectionId, page: this.page, cell, width, points: [], at: 0 };
    const start = Math.min(from * POINT_STRIDE, stroke.points.length);
    if (start + points.length > this.limits.strokePointsMax * POINT_STRIDE)
      return fail('too_many_points', { max: this.limits.strokePointsMax });
    stroke.points.length = start;
    for (const value of points) stroke.points.push(value);
    stroke.at = performance.now();
    this.#strokes.set(id, stroke);

    const news = this.#news.get(id);
    const continues = news && news.from + news.points.length / POINT_STRIDE === from;
    if (continues) news.points.push(...points);
    else this.#news.set(id, { id, cell: stroke.cell, width: stroke.width, from, points: [...points] });
    this.events.moved();
    this.events.changed(stroke, false);
    return ok(null);
  }

  #drop(id: StrokeId): void {
    const stroke = this.#strokes.get(id);
    if (!stroke) return;
    this.#strokes.delete(id);
    this.#news.delete(id);
    this.#dropped.add(id);
    this.events.moved();
    this.events.changed(stroke, true);
  }
}

/** Whether a stroke's newest point is where its author's pointer is: then the stroke tells it as well. */
function isPenAt({ id, cell, points }: LiveStroke, personId: string, [x, y]: [number, number]): boolean {
  if (authorOf(id) !== personId) return false;
  const origin = cellOrigin(cell);
  const [penX, penY] = points.slice(-POINT_STRIDE) as [number, number];
  return Math.abs(origin.x + penX - x) <= 1 && Math.abs(origin.y + penY - y) <= 1;
}
