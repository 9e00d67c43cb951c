import {
  type Cell,
  type CellIndex,
  cellCount,
  type RoomEncoder,
  type RoomState,
  type SnapshotPiece,
} from '@inkroom/shared';

/** What a slow network carries in a moment, so that what follows need not wait long behind it. */
const PIECE_BYTES = 32 * 1024;

export interface PagePiece {
  range: SnapshotPiece['range'];
  cells: Uint8Array[];
  isLast: boolean;
}

/** A page in pieces, for whoever comes. A cell is encoded once for as long as it stays as it is. */
export class PagePieces {
  readonly #encoded = new WeakMap<Cell, Uint8Array>();

  constructor(private readonly encoder: RoomEncoder) {}

  /** The pieces of a state's page from its top, at least one. */
  *of({ cells, rows }: RoomState): Generator<PagePiece> {
    const count = cellCount(rows);
    let from = 0;
    let piece: Uint8Array[] = [];
    let bytes = 0;
    for (let index = 0; index < count; index++) {
      const cell = cells[index];
      if (!cell) continue;
      const encoded = this.#encode(index, cell);
      if (bytes > 0 && bytes + encoded.length > PIECE_BYTES) {
        yield { range: [from, index], cells: piece, isLast: false };
        [from, piece, bytes] = [index, [], 0];
      }
      piece.push(encoded);
      bytes += encoded.length;
    }
    yield { range: [from, count], cells: piece, isLast: true };
  }

  #encode(index: CellIndex, cell: Cell): Uint8Array {
    const known = this.#encoded.get(cell);
    if (known) return known;
    const encoded = this.encoder.cell(index, cell);
    this.#encoded.set(cell, encoded);
    return encoded;
  }
}
