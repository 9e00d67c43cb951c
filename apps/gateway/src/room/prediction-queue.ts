import type { CellIndex, Ink, Limits } from '@inkroom/shared';
import {
  type AskedCell,
  type CellAddress,
  enqueueClaimed,
  enqueueRecognitions,
  type LiveInkChange,
  RecognitionLoad,
  type RecognitionQueue,
  recognitionDedupId,
  writeLiveInk,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { UnfinishedStroke } from './live-relay.js';
import { Tick } from './tick.js';

/** Times of overload that follow each other sooner are told of once, ms. */
const OVERLOAD_EPISODE_MS = 10_000;

/** A stroke, and the cell in which it is drawn. */
type DrawnStroke = Pick<UnfinishedStroke, 'id' | 'page' | 'cell'>;

/** The unfinished strokes of one cell that changed since they were last written to the store. */
interface LiveCell extends CellAddress {
  strokes: Map<string, Ink | null>;
  lastAt: number;
}

/**
 * Asks for cells to be read: at once after a durable change, at most every `liveReadIntervalMs` while one is being drawn in.
 * What could not be queued because the store was away is queued when it is back; predictions of unfinished strokes are not,
 * for by then they are finished. When the queue is longer than workers can keep up with, they are dropped first.
 */
export class PredictionQueue {
  readonly #live = new Map<string, LiveCell>();
  readonly #liveTick: Tick;
  readonly #missed = new Map<string, AskedCell>();
  readonly #load: RecognitionLoad;
  #isStopped = false;
  /** When the queue was last found too long, ms of `performance.now()`. */
  #overloadedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly redis: Redis,
    private readonly queue: RecognitionQueue,
    private readonly limits: Limits,
    private readonly log: Logger,
  ) {
    this.#load = new RecognitionLoad(queue, limits);
    this.#liveTick = new Tick(
      () => limits.liveReadGatherMs,
      () => void this.#readLive(),
    );
  }

  /**
   * The durable ink of cells has changed, or the model that predicts them.
   * @param trace the id of the commit that changed them
   */
  changed(roomId: string, page: number, cells: readonly CellIndex[], trace?: string): void {
    void this.#queueAll(cells.map((cell) => ({ roomId, page, cell, ...(trace !== undefined && { trace }) })));
  }

  /** An unfinished stroke has changed, or is gone when `ink` is null. */
  liveChanged(roomId: string, { page, cell, id }: DrawnStroke, ink: Ink | null): void {
    const key = recognitionDedupId({ roomId, page, cell });
    const waiting = this.#live.get(key) ?? { roomId, page, cell, strokes: new Map(), lastAt: -Infinity };
    this.#live.set(key, waiting);
    waiting.strokes.set(id, ink);
    this.#liveTick.request();
  }

  /** A stroke became durable, or is about to: it must not come back as live ink. */
  finished(roomId: string, { page, cell, id }: DrawnStroke): void {
    this.#live.get(recognitionDedupId({ roomId, page, cell }))?.strokes.delete(id);
  }

  /** Some cells are to be read once more; returns false, and does nothing, when there is no room for that now. */
  again(roomId: string, page: number, cells: readonly CellIndex[]): boolean {
    if (this.#load.isTooHigh) return false;
    this.changed(roomId, page, cells);
    return true;
  }

  /** The store answers again. */
  async retryMissed(): Promise<void> {
    const cells = [...this.#missed.values()];
    this.#missed.clear();
    await this.#queueAll(cells);
  }

  /** Looks how long the queue is; to be repeated. */
  async watchLength(): Promise<number> {
    const waiting = await this.#load.look();
    if (this.#load.isTooHigh) {
      const now = performance.now();
      if (now - this.#overloadedAt > OVERLOAD_EPISODE_MS) this.log.warn({ waiting }, 'dropping live predictions');
      this.#overloadedAt = now;
    }
    return waiting;
  }

  stop(): void {
    this.#isStopped = true;
    this.#liveTick.stop();
    this.#live.clear();
  }

  /** All cells whose turn it is, of all rooms, in one round trip: the store writes to disk once for each. */
  async #readLive(): Promise<void> {
    const now = performance.now();
    const due: LiveInkChange[] = [];
    const drawnIn = new Map<string, number>();
    for (const { roomId } of this.#live.values()) drawnIn.set(roomId, (drawnIn.get(roomId) ?? 0) + 1);
    for (const [key, waiting] of this.#live) {
      if (now - waiting.lastAt < liveIntervalMs(drawnIn.get(waiting.roomId) ?? 1, this.limits)) continue;
      // Kept for so long only to remember when it was last read.
      if (waiting.strokes.size === 0) this.#live.delete(key);
      else {
        due.push({ ...waiting });
        waiting.lastAt = now;
        waiting.strokes = new Map();
      }
    }
    if (this.#live.size > 0) this.#liveTick.request();
    // Later ink makes up for what is left out of it; nothing makes up for the word that a stroke is gone.
    const told = this.#load.isTooHigh ? due.flatMap(onlyGone) : due;
    if (told.length === 0) return;
    try {
      const areNews = await writeLiveInk(this.redis, told, this.limits);
      await enqueueClaimed(
        this.queue,
        told.filter((_, i) => areNews[i]),
      );
    } catch (error) {
      this.log.debug({ err: error, cells: told.length }, 'could not read unfinished strokes');
      for (const change of told.flatMap(onlyGone)) this.#keepGone(change);
    }
  }

  /** What could not be told is told with the cell's next change, or when it is its turn again. */
  #keepGone({ strokes, ...cell }: LiveInkChange): void {
    const key = recognitionDedupId(cell);
    const waiting = this.#live.get(key) ?? { ...cell, strokes: new Map(), lastAt: performance.now() };
    this.#live.set(key, waiting);
    for (const id of strokes.keys()) if (!waiting.strokes.has(id)) waiting.strokes.set(id, null);
    if (!this.#isStopped) this.#liveTick.request();
  }

  async #queueAll(cells: readonly AskedCell[]): Promise<void> {
    if (cells.length === 0) return;
    try {
      await enqueueRecognitions(this.redis, this.queue, cells);
    } catch (error) {
      for (const cell of cells) this.#missed.set(recognitionDedupId(cell), cell);
      this.log.warn({ err: error, cells: cells.length }, 'could not queue predictions, will try again');
    }
  }
}

/** Of the changes in a cell, that strokes are gone; nothing where none are. */
function onlyGone(change: LiveInkChange): LiveInkChange[] {
  const gone = [...change.strokes].filter(([, ink]) => ink === null);
  return gone.length > 0 ? [{ ...change, strokes: new Map(gone) }] : [];
}

/** How often each of so many cells of a room is read while it is drawn in: together they get what one room may ask for. */
export function liveIntervalMs(
  cells: number,
  { liveReadIntervalMs, roomLiveReadsPerSecond }: Pick<Limits, 'liveReadIntervalMs' | 'roomLiveReadsPerSecond'>,
): number {
  return Math.max(liveReadIntervalMs, (1000 * cells) / roomLiveReadsPerSecond);
}
