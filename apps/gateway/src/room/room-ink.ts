import { encodeInk, type InkById, type LogEntry, pageOf, type RoomState, type StrokeId } from '@inkroom/shared';
import { readInk, strokesOn } from '@inkroom/store';
import type { Redis } from 'ioredis';

/** Strokes that may be kept beyond twice those that pages name: looking for them costs more than they take. */
const SLACK = 1000;

/** The ink of pages as people are told of it: encoded once, for all who are there and all who will come. */
export class RoomInk {
  readonly #strokes = new Map<StrokeId, Uint8Array>();
  /** Pages that somebody looked at here. */
  readonly #pages = new Set<number>();
  /** With how many strokes it is worth looking which of them are still named: with each batch it would be the work of a whole book. */
  #pruneAt = SLACK;

  constructor(
    private readonly redis: Redis,
    private readonly roomId: string,
  ) {}

  readonly of = (id: StrokeId): Uint8Array | undefined => this.#strokes.get(id);

  /** Reads what a page names and is not known here. @throws what ioredis throws */
  async load(state: RoomState, page: number): Promise<void> {
    this.#pages.add(page);
    const missing = strokesOn(pageOf(state, page)).filter((id) => !this.#strokes.has(id));
    if (missing.length > 0) this.#add(await readInk(this.redis, this.roomId, missing));
  }

  /** @param state the room after these entries */
  follow(entries: readonly LogEntry[], ink: InkById, state: RoomState): void {
    this.#add(ink);
    if (entries.some(({ effect }) => effect.kind !== 'stroke.add')) this.#prune(state);
  }

  #add(ink: InkById): void {
    for (const id in ink) if (ink[id] && !this.#strokes.has(id)) this.#strokes.set(id, encodeInk(ink[id]));
  }

  #prune(state: RoomState): void {
    if (this.#strokes.size <= this.#pruneAt) return;
    const named = new Set([...this.#pages].flatMap((page) => strokesOn(pageOf(state, page))));
    this.#pruneAt = 2 * named.size + SLACK;
    if (this.#strokes.size <= this.#pruneAt) return;
    for (const id of this.#strokes.keys()) if (!named.has(id)) this.#strokes.delete(id);
  }
}
