import type { CellIndex, Operation } from '@inkroom/shared';

/** One's own operation that the server has not acknowledged yet, as it is kept across reloads. */
export interface PendingOperation {
  opId: string;
  op: Operation;
  /** When it was made, ms since the epoch, by the clock of this device. */
  at: number;
  /** The one cell that it concerns; null for what concerns the whole room. */
  cell: CellIndex | null;
}
