import { type ClientPayload, type Limits, livePaceMs, POINT_STRIDE } from '@inkroom/shared';

export type LiveMessage = ClientPayload<'live'>;

type LiveLimits = Pick<Limits, 'liveIntervalMs' | 'livePointsMax' | 'liveStrokesMax' | 'roomMessagesPerSecond'>;

interface Unsent {
  page: number;
  cell: number;
  width: number;
  /** Index of the first unsent point in its stroke. */
  from: number;
  /** Flat list of the points not sent yet. */
  points: number[];
}

/**
 * Paces what is live: however fast pens and pointers move, one message leaves in each interval, with the newest pointer
 * position and the new points of all strokes, as far as a message takes them; what is left goes after the others. The first message
 * after a pause leaves at once. While the connection takes nothing, as between two polls, it waits and gathers: of a stroke no point is
 * left out.
 */
export class LiveSender {
  readonly #send: (message: LiveMessage) => void;
  readonly #limits: () => LiveLimits;
  readonly #isFree: () => boolean;
  readonly #people: () => number;
  readonly #strokes = new Map<string, Unsent>();
  readonly #dropped: string[] = [];
  #cursor: [number, number] | null | undefined;
  #page = 1;
  #lastSent = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /**
   * @param limits asked each time, for a server may give others on joining
   * @param isFree whether a message would leave now
   * @param people how many are in the room: what happens there is told to all of them the more rarely the more they are
   */
  constructor(
    send: (message: LiveMessage) => void,
    limits: () => LiveLimits,
    isFree: () => boolean = () => true,
    people: () => number = () => 1,
  ) {
    this.#send = send;
    this.#limits = limits;
    this.#isFree = isFree;
    this.#people = people;
  }

  /** New points of a stroke; `from` is the index of the first of them. */
  points(page: number, stroke: { id: string; cell: number; width: number; from: number; points: number[] }): void {
    const { id, cell, width, from, points } = stroke;
    const unsent = this.#strokes.get(id);
    if (unsent) unsent.points.push(...points);
    else this.#strokes.set(id, { page, cell, width, from, points: [...points] });
    this.#page = page;
    this.#schedule();
  }

  /** The stroke is durable: the rest of its points need not be sent live any more. */
  finish(id: string): void {
    this.#strokes.delete(id);
  }

  /** The stroke was given up. */
  drop(id: string): void {
    this.#strokes.delete(id);
    this.#dropped.push(id);
    this.#schedule();
  }

  /** Where the pointer is, in page units; null when it has left the page. */
  cursor(page: number, position: [number, number] | null): void {
    this.#page = page;
    this.#cursor = position;
    this.#schedule();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#strokes.clear();
    this.#dropped.length = 0;
    this.#cursor = undefined;
  }

  #intervalMs(): number {
    return livePaceMs(this.#people(), this.#limits());
  }

  #schedule(): void {
    if (this.#timer) return;
    const wait = this.#lastSent + this.#intervalMs() - Date.now();
    if (wait <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = null;
    if (!this.#isFree()) {
      this.#timer = setTimeout(() => this.#flush(), this.#intervalMs());
      return;
    }
    const message: LiveMessage = this.#take() ?? { page: this.#page };
    if (this.#dropped.length > 0) message.dropped = this.#dropped.splice(0, DROPPED_MAX);
    if (this.#cursor !== undefined) message.cursor = this.#cursor;
    this.#cursor = undefined;
    if (!message.strokes && !message.dropped && message.cursor === undefined) return;
    this.#lastSent = Date.now();
    this.#send(message);
    if (this.#strokes.size > 0 || this.#dropped.length > 0) this.#schedule();
  }

  /** What one message takes of strokes of one page; null when there is nothing to be sent of any. */
  #take(): LiveMessage | null {
    const first = this.#strokes.values().next().value;
    if (!first) return null;
    const { page } = first;
    const { livePointsMax, liveStrokesMax } = this.#limits();
    const strokes: NonNullable<LiveMessage['strokes']> = [];
    let left = livePointsMax * POINT_STRIDE;
    for (const [id, unsent] of [...this.#strokes]) {
      if (left === 0 || strokes.length === liveStrokesMax) break;
      if (unsent.page !== page) continue;
      const { cell, width, from, points } = unsent;
      const taken = points.splice(0, left);
      left -= taken.length;
      strokes.push({ id, cell, width, from, points: taken });
      this.#strokes.delete(id);
      // To the end of the line.
      if (points.length > 0) this.#strokes.set(id, { ...unsent, from: from + taken.length / POINT_STRIDE });
    }
    return { page, strokes };
  }
}

/** What one live message may carry, see `clientSchemas`. */
const DROPPED_MAX = 8;
