import { type Activity, type EncodedPiece, RoomEncoder, type RoomState, type StrokeId } from '@inkroom/shared';
import type { RoomCopy } from '@inkroom/store';
import { PagePieces } from './page-pieces.js';
import type { Places } from './places.js';
import type { Predicted } from './receiver.js';
import type { RoomInk } from './room-ink.js';
import type { RoomPredictions } from './room-predictions.js';

/** What all are told of a tick; ink is put to the entries here. */
export type Told = Omit<Activity, 'ink'>;

/** What the people of a room are told, as they are told it: encoded once for all who get the same. */
export class Broadcast {
  readonly #encoder: RoomEncoder;
  readonly #pieces: PagePieces;

  constructor(
    private readonly copy: RoomCopy,
    ink: RoomInk,
    private readonly predictions: RoomPredictions,
    private readonly places: Places,
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

  pieces(state: RoomState, page: number): Iterable<EncodedPiece> {
    return this.#pieces.of(state, page);
  }

  /** @param namesKnown how many names its reader was told */
  piece(piece: EncodedPiece, namesKnown: number): Uint8Array {
    return this.#encoder.piece(piece, namesKnown);
  }

  /**
   * All that happened after `seq`, with the strokes in the making from their first point.
   * @param predicted cells whose predictions may have changed, by page; null for all of a page
   * @returns null where that is no longer known
   */
  catchUp(seq: number, people: Told['people'], predicted: Predicted, namesKnown: number): Uint8Array | null {
    const { state } = this.copy;
    const entries = this.copy.entriesAfter(seq);
    if (!state || !entries) return null;
    const predictions = [...predicted].flatMap(([page, cells]) => this.predictions.of(state, page, cells ?? undefined));
    const { all: places } = this.places;
    return this.#encoder.catchUp({ ...(people && { people }), entries, predictions, places }, namesKnown);
  }

  /** These strokes are durable: they are in the making no longer. */
  finish(ids: readonly StrokeId[]): void {
    this.#encoder.frames.finish(ids);
  }

  /** Strokes that have not grown since are given up. @param before ms since the epoch */
  sweep(before: number): void {
    this.#encoder.frames.sweep(before);
  }
}
