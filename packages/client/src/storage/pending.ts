import type { CellIndex, Operation } from '@inkroom/shared';

/** One's own operation that the server has not acknowledged yet, as it is kept across reloads. */
export interface PendingOperation {
  opId: string;
  op: Operation;
  /** When it was made, ms since the epoch, by the server's clock as far as it is known here. */
  at: number;
}

/** One's own operation on its way: `seq` is null until the server has acknowledged it. */
export type OwnOperation = PendingOperation & { seq: number | null };

/** The one cell that an operation concerns, or null when it concerns the whole room. */
export function cellOf(op: Operation): CellIndex | null {
  if (op.kind === 'stroke.add') return op.stroke.cell;
  return 'cell' in op ? op.cell : null;
}
