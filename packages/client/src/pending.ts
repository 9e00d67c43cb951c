import type { CellIndex, Operation, RoomState } from '@inkroom/shared';

/** One's own operation that the server has not acknowledged yet, as it is kept across reloads. */
export interface PendingOperation {
  opId: string;
  op: Operation;
  /** When it was made, ms since the epoch, by the clock of this device. */
  at: number;
  /** The one cell that it concerns; null for what concerns the whole room. */
  cell: CellIndex | null;
}

/**
 * The one cell that an operation concerns, or null when it is none or cannot be told.
 * @param state where strokes that are to be removed are looked up
 */
export function cellOf(op: Operation, state: RoomState): CellIndex | null {
  switch (op.kind) {
    case 'stroke.add':
      return op.stroke.cell;
    case 'cell.clear':
    case 'cell.annotate':
      return op.cell;
    case 'stroke.remove': {
      const cells = new Set(
        Object.entries(state.cells)
          .filter(([, cell]) => cell.strokes.some(({ id }) => op.ids.includes(id)))
          .map(([index]) => Number(index)),
      );
      const [only] = cells;
      return cells.size === 1 && only !== undefined ? only : null;
    }
    case 'samples.withdraw':
    case 'sheet.grow':
    case 'sheet.turn':
    case 'room.framing':
    case 'model.promote':
    case 'model.challenge':
      return null;
  }
}
