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
  /** By page: settles when all of its ink is known here. */
  readonly #loaded = new Map<number, Promise<void>>();
  /** With how many strokes it is worth looking which of them are still named: with each batch it would be the work of a whole book. */
  #pruneAt = SLACK;

  constructor(
    private readonly redis: Redis,
    private readonly roomId: string,
  ) {}

  readonly of = (id: StrokeId): Uint8Array | undefined => this.#strokes.get(id);

  /**
   * Settles when all of a page's ink is known here.
   * @param stateNow the room at this moment
   * @throws what ioredis throws
   */
  async whenComplete(page: number, stateNow: () => RoomState | null): Promise<void> {
    for (let state = stateNow(); state?.pages[page]; state = stateNow()) {
      const loaded =
        this.#loaded.get(page) ??
        this.#load(state, page).catch((error: unknown) => {
          // Whoever comes next has it read once more.
          this.#loaded.delete(page);
          throw error;
        });
      this.#loaded.set(page, loaded);
      await loaded;
      // Meanwhile ink may have come back that is not here.
      if (this.#loaded.get(page) === loaded) return;
    }
  }

  /** The room's state was read anew: it may name other ink. */
  restart(): void {
    this.#loaded.clear();
  }

  /** @param state the room after these entries */
  follow(entries: readonly LogEntry[], ink: InkById, state: RoomState): void {
    this.#add(ink);
    if (entries.some(({ effect }) => effect.kind !== 'stroke.add')) this.#prune(state);
    // What came back may be ink that nobody here knows.
    for (const { effect } of entries) if (effect.kind === 'ink.restore') this.#loaded.delete(effect.page);
  }

  /** Reads what a page names and is not known here. */
  async #load(state: RoomState, page: number): Promise<void> {
    this.#pages.add(page);
    const missing = strokesOn(pageOf(state, page)).filter((id) => !this.#strokes.has(id));
    if (missing.length > 0) this.#add(await readInk(this.redis, this.roomId, missing));
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
