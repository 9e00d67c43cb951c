import { encodeInk, type InkById, type LogEntry, type RoomState, type StrokeId } from '@inkroom/shared';
import { readInk, strokesOf } from '@inkroom/store';
import type { Redis } from 'ioredis';

/** Strokes that may be kept beyond twice those that the room names: looking for them costs more than they take. */
const SLACK = 1000;

/** The ink of a room's page as people are told of it: encoded once, for all who are there and all who will come. */
export class RoomInk {
  readonly #strokes = new Map<StrokeId, Uint8Array>();

  constructor(
    private readonly redis: Redis,
    private readonly roomId: string,
  ) {}

  readonly of = (id: StrokeId): Uint8Array | undefined => this.#strokes.get(id);

  /** Reads what a state names and is not known here. @throws what ioredis throws */
  async load(state: RoomState): Promise<void> {
    const missing = strokesOf(state).filter((id) => !this.#strokes.has(id));
    this.#add(await readInk(this.redis, this.roomId, missing));
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
    const count = Object.values(state.cells).reduce((sum, { strokes }) => sum + strokes.length, 0);
    if (this.#strokes.size <= 2 * count + SLACK) return;
    const named = new Set(strokesOf(state));
    for (const id of this.#strokes.keys()) if (!named.has(id)) this.#strokes.delete(id);
  }
}
