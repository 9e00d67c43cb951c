import {
  type Activity,
  type CellIndex,
  type EncodedPiece,
  entryAsSeen,
  RoomEncoder,
  type RoomState,
  type StrokeId,
} from '@inkroom/shared';
import type { RoomCopy } from '@inkroom/store';
import type { RoomAttention } from './attention.js';
import { PagePieces } from './page-pieces.js';
import type { Places } from './places.js';
import type { Receiver } from './receiver.js';
import type { RoomInk } from './room-ink.js';
import type { RoomPredictions } from './room-predictions.js';
import type { Sight } from './sight.js';

/** What all are told of a tick; ink is put to the entries here. */
export type Told = Omit<Activity, 'ink'>;

const NOTHING = new Uint8Array();

/** What the people of a room are told, as they are told it: encoded once for all who get the same. */
export class Broadcast {
  readonly #encoder: RoomEncoder;
  readonly #pieces: PagePieces;

  constructor(
    private readonly copy: RoomCopy,
    ink: RoomInk,
    private readonly predictions: RoomPredictions,
    private readonly places: Places,
    private readonly attention: RoomAttention,
  ) {
    this.#encoder = new RoomEncoder(ink.of);
    this.#pieces = new PagePieces(this.#encoder);
  }

  /** How many names all have been told. */
  get namesTold(): number {
    return this.#encoder.namesTold;
  }

  /** How many names whoever gets a message of their own has been told by it. */
  get nameCount(): number {
    return this.#encoder.nameCount;
  }

  /** For all who have got everything so far. */
  activity(told: Told): Uint8Array {
    return this.#encoder.activity(told);
  }

  /** Who came and went, for some of them. */
  people(people: NonNullable<Told['people']>): Uint8Array {
    return this.#encoder.people(people);
  }

  /** @param sight of somebody who may not see all of it */
  pieces(state: RoomState, page: number, sight: Sight | null): Iterable<EncodedPiece> {
    return this.#pieces.of(state, page, sight);
  }

  /** @param namesKnown how many names its reader was told */
  piece(piece: EncodedPiece, namesKnown: number): Uint8Array {
    return this.#encoder.piece(piece, namesKnown);
  }

  /**
   * All that a receiver has missed, with the strokes in the making from their first point.
   * @param people who came and went, as they may see it
   * @param sight of somebody who may not see all of it
   * @returns null where that is no longer known; nothing where they may not see all, and none of it is theirs
   */
  catchUp(receiver: Receiver, people: Told['people'], sight: Sight | null): Uint8Array | null {
    const { seq, predicted, namesKnown, news: told } = receiver;
    const { state } = this.copy;
    const all = this.copy.entriesAfter(seq);
    if (!state || !all) return null;
    const news = [...predicted].flatMap(([page, cells]) => this.predictions.of(state, page, cells ?? undefined));
    const predictions = sight ? news.filter((prediction) => sight.allows(prediction)) : news;
    const to = receiver.seerIn(state);
    const named = state.namesHidden ? all.map((entry) => entryAsSeen(entry, state, to)) : all;
    const entries = sight ? named.map((entry) => sight.entry(entry)) : named;
    const isTold = ([person]: readonly [string, ...unknown[]]) => !told || told.has(person);
    const [places, attention] = [this.places.all.filter(isTold), this.attention.all.filter(isTold)];
    const isEmpty = !people && [entries, predictions, places, attention].every(({ length }) => length === 0);
    if (sight && told && isEmpty) return NOTHING;
    const activity = { ...(people && { people }), entries, predictions, places, attention };
    return this.#encoder.catchUp(activity, namesKnown, sight !== null);
  }

  /** Whether somebody, and nobody else, is writing in a cell. */
  readonly drawsAlone = (page: number, cell: CellIndex, personId: string): boolean => {
    const authors = this.#encoder.frames.authorsIn(page, cell);
    return authors.size === 1 && authors.has(personId);
  };

  /** These strokes are durable: they are in the making no longer. */
  finish(ids: readonly StrokeId[]): void {
    this.#encoder.frames.finish(ids);
  }

  /** Strokes that have not grown since are given up. @param before ms since the epoch */
  sweep(before: number): void {
    this.#encoder.frames.sweep(before);
  }
}
