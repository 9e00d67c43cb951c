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
  type PageSize,
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
 * The live ink and the pointers of one room, as far as they come from people of this gateway. Keeps nothing in Redis and
 * needs nothing from it, so that people see each other draw while it is away.
 */
export class LiveRelay {
  readonly #strokes = new Map<StrokeId, UnfinishedStroke>();
  /** The same by author: a crowd's strokes must not be gone through for each that begins. */
  readonly #byAuthor = new Map<string, Set<UnfinishedStroke>>();
  readonly #cursors = new Map<string, { page: number; at: [number, number] | null }>();
  /** Where the pens are that have told of new points, by person. */
  readonly #pens = new Map<string, { page: number; x: number; y: number }>();
  readonly #news = new Map<StrokeId, LiveStroke>();
  readonly #dropped = new Set<StrokeId>();

  constructor(
    private readonly limits: Limits,
    private readonly events: LiveRelayEvents,
  ) {}

  /** How many strokes of a message are not known here. */
  begun(by: string, { strokes = [] }: LiveMessage): number {
    return strokes.filter(({ id }) => !this.#strokes.has(strokeIdOf(by, id))).length;
  }

  /** @param size of the page that the message is about @returns `too_many_points` */
  receive(by: string, connectionId: string, message: LiveMessage, size: PageSize): Result<null> {
    const { page } = message;
    for (const stroke of message.strokes ?? []) {
      const added = this.#extend(by, connectionId, page, size, stroke);
      if (!added.ok) return added;
    }
    for (const id of message.dropped ?? []) this.#drop(strokeIdOf(by, id));
    if (message.cursor !== undefined) {
      this.#cursors.set(by, { page, at: message.cursor });
      this.events.moved();
    }
    return ok(null);
  }

  /** A stroke has become durable: its ink is no longer live. */
  finish(strokeId: StrokeId): void {
    this.#remove(strokeId);
    this.#news.delete(strokeId);
  }

  /** A connection has ended: what it was drawing is given up. */
  forget(connectionId: string, personId: string): void {
    for (const stroke of this.#strokes.values()) if (stroke.connectionId === connectionId) this.#drop(stroke.id);
    this.#cursors.set(personId, { page: 1, at: null });
    this.events.moved();
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
      .filter(([id, { page, at }]) => !at || !isPenAt(this.#pens.get(id), page, at))
      .map(([id, { page, at }]): Frame['cursors'][number] => [id, page, at?.[0] ?? null, at?.[1] ?? null]);
    this.#news.clear();
    this.#dropped.clear();
    this.#cursors.clear();
    this.#pens.clear();
    if (strokes.length + dropped.length + cursors.length === 0) return null;
    return { strokes, dropped, cursors };
  }

  #extend(
    by: string,
    connectionId: string,
    page: number,
    size: PageSize,
    part: NonNullable<LiveMessage['strokes']>[number],
  ): Result<null> {
    const { cell, width, from, points } = part;
    const id = strokeIdOf(by, part.id);
    const stroke = this.#strokes.get(id) ?? { id, connectionId, page, cell, width, points: [], at: 0 };
    const start = Math.min(from * POINT_STRIDE, stroke.points.length);
    if (start + points.length > this.limits.strokePointsMax * POINT_STRIDE)
      return fail('too_many_points', { max: this.limits.strokePointsMax });
    if (!this.#strokes.has(id)) this.#add(by, stroke);
    stroke.points.length = start;
    for (const value of points) stroke.points.push(value);
    stroke.at = performance.now();

    const news = this.#news.get(id);
    const continues = news && news.from + news.points.length / POINT_STRIDE === from;
    if (continues) news.points.push(...points);
    else
      this.#news.set(id, { id, page: stroke.page, cell: stroke.cell, width: stroke.width, from, points: [...points] });
    const origin = cellOrigin(stroke.cell, size);
    const [x, y] = points.slice(-POINT_STRIDE) as [number, number];
    this.#pens.set(by, { page: stroke.page, x: origin.x + x, y: origin.y + y });
    this.events.moved();
    this.events.changed(stroke, false);
    return ok(null);
  }

  /** Of somebody who has begun too many strokes the one that has rested longest is given up: it comes once it is durable. */
  #add(by: string, stroke: UnfinishedStroke): void {
    const own = this.#byAuthor.get(by) ?? new Set();
    if (own.size >= this.limits.liveStrokesMax)
      this.#drop([...own].reduce((oldest, one) => (one.at < oldest.at ? one : oldest)).id);
    this.#byAuthor.set(by, own.add(stroke));
    this.#strokes.set(stroke.id, stroke);
  }

  /** @returns the stroke, where it was in the making */
  #remove(id: StrokeId): UnfinishedStroke | undefined {
    const stroke = this.#strokes.get(id);
    if (!stroke) return undefined;
    this.#strokes.delete(id);
    const by = authorOf(id);
    const own = this.#byAuthor.get(by);
    own?.delete(stroke);
    if (own?.size === 0) this.#byAuthor.delete(by);
    return stroke;
  }

  #drop(id: StrokeId): void {
    const stroke = this.#remove(id);
    if (!stroke) return;
    this.#news.delete(id);
    this.#dropped.add(id);
    this.events.moved();
    this.events.changed(stroke, true);
  }
}

/** Whether somebody's pen is where their pointer is: then their stroke tells it as well. */
function isPenAt(
  pen: { page: number; x: number; y: number } | undefined,
  page: number,
  [x, y]: [number, number],
): boolean {
  return pen?.page === page && Math.abs(pen.x - x) <= 1 && Math.abs(pen.y - y) <= 1;
}
