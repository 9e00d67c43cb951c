import {
  type Cell,
  type CellIndex,
  cellCount,
  type EncodedPiece,
  pageOf,
  type RoomEncoder,
  type RoomState,
} from '@inkroom/shared';
import type { Sight } from './sight.js';

/** What a slow network carries in a moment, so that what follows need not wait long behind it. */
const PIECE_BYTES = 32 * 1024;

/** Pages in pieces, for whoever looks at one. A cell is encoded once for as long as it stays as it is, with all of its ink. */
export class PagePieces {
  readonly #encoded = new WeakMap<Cell, Uint8Array>();

  constructor(private readonly encoder: RoomEncoder) {}

  /** The pieces of a page of a state from its top, at least one. @param sight of somebody who may not see all of it */
  *of(state: RoomState, number: number, sight: Sight | null = null): Generator<EncodedPiece> {
    const whole = pageOf(state, number);
    const page = sight ? sight.page(whole) : whole;
    const head = { page: number, seq: state.seq };
    const count = cellCount(page);
    let from = 0;
    let piece: Uint8Array[] = [];
    let bytes = 0;
    for (let index = 0; index < count; index++) {
      const cell = page.cells[index];
      if (!cell) continue;
      const encoded = this.#encode(index, cell);
      if (bytes > 0 && bytes + encoded.length > PIECE_BYTES) {
        yield { ...head, range: [from, index], cells: piece };
        [from, piece, bytes] = [index, [], 0];
      }
      piece.push(encoded);
      bytes += encoded.length;
    }
    yield { ...head, range: [from, count], cells: piece, cleared: page.cleared };
  }

  #encode(index: CellIndex, cell: Cell): Uint8Array {
    const known = this.#encoded.get(cell);
    if (known) return known;
    const encoded = this.encoder.cell(index, cell);
    // What of it is not here yet may come.
    if (cell.strokes.every(this.encoder.inkOf)) this.#encoded.set(cell, encoded);
    return encoded;
  }
}
